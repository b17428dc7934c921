<AutoPilot:project xmlns:AutoPilot="com.autoesl.autopilot.project" projectType="C/C++" name="net_prj" top="net">
    <Simulation argv="">
        <SimFlow name="csim" setup="false"/>
    </Simulation>
    <solutions>
        <solution name="solution1" status=""/>
        <solution name="solution2" status="active"/>
    </solutions>
</AutoPilot:project>
