/// Header-only C for what Swift cannot express: barriers, affinity, CPUID, floating-point modes, the time-stamp counter.
///
/// Everything is `static inline` and baseline x86-64 unless it says otherwise: the functions are
/// inlined into clients that are compiled for other instruction sets. What simulation needs and the loops
/// of known work are the exceptions: they must have symbols.
#ifndef CSHIMS_H
#define CSHIMS_H

#include "LKBCPU.h"
#include "LKBHash.h"
#include "LKBKnownLoops.h"
#include "LKBMemory.h"
#include "LKBPerf.h"
#include "LKBPhases.h"
#include "LKBPrefetch.h"
#include "LKBScheduling.h"
#include "LKBSimulation.h"
#include "LKBThreads.h"

#endif
