#include <fftw3.h>

#include "planes.h"

// Flags and names that the importer does not see.
static inline unsigned lkb_fftw_measure(void) { return FFTW_MEASURE; }
static inline unsigned lkb_fftw_estimate(void) { return FFTW_ESTIMATE; }
static inline const char *lkb_fftw_version(void) { return fftwf_version; }
