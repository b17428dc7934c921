// The macros of Catapult's verification flow for software simulation, where the top function stands for itself.

#ifndef HLSMITH_ARITH_MC_SCVERIFY_H_
#define HLSMITH_ARITH_MC_SCVERIFY_H_

#define CCS_MAIN(argc, argv) int main(argc, argv)
#define CCS_RETURN(result) return (result)
#define CCS_DESIGN(function) function
#define CCS_BLOCK(function) function

#endif
