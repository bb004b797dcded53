//go:build gc

#include "textflag.h"

// func fetchNext(e *entry)
//
// An entry has 80 bytes, on two lines of the cache.
TEXT ·fetchNext(SB), NOSPLIT, $0-8
	MOVD e+0(FP), R0
	PRFM 960(R0), PSTL1KEEP
	PRFM 1024(R0), PSTL1KEEP
	RET
