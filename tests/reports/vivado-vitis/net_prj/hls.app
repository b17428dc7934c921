<project xmlns="com.autoesl.autopilot.project" name="net_prj" top="net">
    <files xmlns="">
        <file name="firmware/net.cpp" sc="0" tb="false" cflags="-std=c++0x"/>
    </files>
    <solutions xmlns="">
        <solution name="solution1" status="active"/>
    </solutions>
</project>
