#pragma once
#include <sys/syscall.h>

/* Declared here and not included: what a header of the C library declares would belong to this module for Swift. */
extern long syscall(long number, ...);

/* Gives memory that was freed back to the system, "pad" bytes at the end of the heap left out (malloc_trim(3)); of the C
   library of GNU, whose <malloc.h> Swift's module does not have. */
extern int malloc_trim(unsigned long pad);

static inline void tidemark_give_back_memory(void) { malloc_trim(0); }

/* renameat2 of Linux, which <stdio.h> declares only for _GNU_SOURCE: moves a file, fails with EEXIST instead of
   replacing another one. Returns 0, or -1 with errno set. */
static inline int tidemark_rename_without_replacing(const char *from, const char *to) {
    const int here = -100;            /* AT_FDCWD of <fcntl.h> */
    const unsigned int no_replace = 1; /* RENAME_NOREPLACE of <linux/fs.h> */
    return (int)syscall(SYS_renameat2, here, from, here, to, no_replace);
}
