/// System calls that the results folder needs and Swift's C importer does not offer: none so far.
#ifndef LKB_RECORDS_H
#define LKB_RECORDS_H

#endif
