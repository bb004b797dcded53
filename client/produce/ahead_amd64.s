//go:build gc

#include "textflag.h"

// The assembler has no name for PREFETCHW. An entry has 80 bytes, on two lines of the cache.

// func fetch(e *entry)
TEXT ·fetch(SB), NOSPLIT, $0-8
	MOVQ e+0(FP), AX
	BYTE $0x0F; BYTE $0x0D; BYTE $0x08              // PREFETCHW (AX)
	BYTE $0x0F; BYTE $0x0D; BYTE $0x48; BYTE $0x40  // PREFETCHW 64(AX)
	RET

// func fetchNext(e *entry)
TEXT ·fetchNext(SB), NOSPLIT, $0-8
	MOVQ e+0(FP), AX
	BYTE $0x0F; BYTE $0x0D; BYTE $0x88; LONG $0x3C0 // PREFETCHW 960(AX)
	BYTE $0x0F; BYTE $0x0D; BYTE $0x88; LONG $0x400 // PREFETCHW 1024(AX)
	RET
