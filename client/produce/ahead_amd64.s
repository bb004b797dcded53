//go:build gc

#include "textflag.h"

// func fetchNext(e *entry)
//
// The assembler has no name for PREFETCHW. An entry has 80 bytes, on two lines of the cache.
TEXT ·fetchNext(SB), NOSPLIT, $0-8
	MOVQ e+0(FP), AX
	BYTE $0x0F; BYTE $0x0D; BYTE $0x88; LONG $0x3C0 // PREFETCHW 960(AX)
	BYTE $0x0F; BYTE $0x0D; BYTE $0x88; LONG $0x400 // PREFETCHW 1024(AX)
	RET
