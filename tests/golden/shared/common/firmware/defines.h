#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"

namespace outer {
namespace inner {

typedef ac_fixed<10,4,true,AC_RND,AC_SAT> input_t;
typedef ac_fixed<6,6,true,AC_TRN_ZERO,AC_WRAP> input2_t;
typedef ac_fixed<8,3,true> layer3_t;
typedef ac_fixed<12,8,true> layer5_t;
typedef ac_fixed<8,3,true> layer6_t;
typedef ac_fixed<12,5,true,AC_RND,AC_SAT> layer7_t;
typedef ac_fixed<6,2,true,AC_RND_CONV,AC_SAT_SYM> w3_t;
typedef ac_fixed<8,3,true> b3_t;
typedef ac_fixed<8,3,true,AC_TRN,AC_SAT> accum3_t;
typedef ac_fixed<3,3,true,AC_TRN_ZERO,AC_WRAP> w5_t;
typedef ac_fixed<12,8,true> accum5_t;
typedef ac_fixed<6,2,true> w6_t;
typedef ac_fixed<1,1,false,AC_TRN_ZERO,AC_WRAP> b6_t;
typedef ac_fixed<8,3,true> accum6_t;
typedef ac_fixed<8,3,true> s7_t;
typedef ac_fixed<8,3,true> b7_t;

} // namespace inner
} // namespace outer

#endif
