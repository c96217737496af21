/// Affinity and per-thread accounting of the operating system.
#ifndef LKB_SCHEDULING_H
#define LKB_SCHEDULING_H

#endif
