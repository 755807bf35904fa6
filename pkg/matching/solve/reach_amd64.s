#include "textflag.h"

// BELOW compares the 32 scores at SI with the marks at DI. Bit 16a + 4b + k of
// AX says that score 8b + 4a + k does not reach its mark.
#define BELOW \
	VPXOR     (SI), Y8, Y0   \
	VPXOR     32(SI), Y8, Y1 \
	VPXOR     64(SI), Y8, Y2 \
	VPXOR     96(SI), Y8, Y3 \
	VMOVDQU   (DI), Y4       \
	VMOVDQU   32(DI), Y5     \
	VMOVDQU   64(DI), Y6     \
	VMOVDQU   96(DI), Y7     \
	VPCMPGTD  Y0, Y4, Y0     \
	VPCMPGTD  Y1, Y5, Y1     \
	VPCMPGTD  Y2, Y6, Y2     \
	VPCMPGTD  Y3, Y7, Y3     \
	VPACKSSDW Y1, Y0, Y0     \
	VPACKSSDW Y3, Y2, Y2     \
	VPACKSSWB Y2, Y0, Y0     \
	VPMOVMSKB Y0, AX

// NOTE writes a hit, and goes on behind it if AX is not 0.
#define NOTE \
	MOVL AX, (R8)  \
	MOVL BX, 4(R8) \
	CMPL AX, $1    \
	SBBQ DX, DX    \
	LEAQ 8(R8)(DX*8), R8

// func reach(hits []uint64, scores, mark []int32, rows, apart int, last uint32, flip int32) int
TEXT ·reach(SB), NOSPLIT, $0-104
	MOVQ         hits_base+0(FP), R8
	MOVQ         scores_base+24(FP), SI
	MOVQ         mark_base+48(FP), R10
	MOVQ         mark_len+56(FP), R11
	MOVQ         rows+72(FP), R12
	MOVQ         apart+80(FP), R13
	MOVL         flip+92(FP), AX
	VMOVD        AX, X8
	VPBROADCASTD X8, Y8
	XORL         BX, BX
	MOVQ         SI, R9

row:
	MOVQ R9, SI
	MOVQ R10, DI
	LEAQ -32(R11), CX

	// Whole blocks, then one that ends with the row.
	CMPQ CX, $0
	JLE  tail

block:
	BELOW
	XORL $-1, AX
	NOTE
	ADDQ $128, SI
	ADDQ $128, DI
	INCL BX
	SUBQ $32, CX
	JGT  block

tail:
	LEAQ (SI)(CX*4), SI
	LEAQ (DI)(CX*4), DI
	BELOW
	XORL $-1, AX
	ANDL last+88(FP), AX
	NOTE
	LEAQ (R9)(R13*4), R9
	ADDL $0x10000, BX
	ANDL $0xFFFF0000, BX
	DECQ R12
	JNZ  row
	SUBQ hits_base+0(FP), R8
	SHRQ $3, R8
	MOVQ R8, ret+96(FP)
	VZEROUPPER
	RET

// func cpuid(leaf, sub uint32) (b, c uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-16
	MOVL leaf+0(FP), AX
	MOVL sub+4(FP), CX
	CPUID
	MOVL BX, b+8(FP)
	MOVL CX, c+12(FP)
	RET

// func xgetbv() uint32
TEXT ·xgetbv(SB), NOSPLIT, $0-4
	XORL   CX, CX
	XGETBV
	MOVL   AX, ret+0(FP)
	RET
