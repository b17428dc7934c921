#ifndef NNET_DEPTH_H_
#define NNET_DEPTH_H_

namespace nnet {

const unsigned fifo_depth = 2;

} // namespace nnet

#endif
