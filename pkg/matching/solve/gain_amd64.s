#include "textflag.h"

// Selectors of the bits of a byte.
DATA bitsOf<>+0(SB)/8, $1
DATA bitsOf<>+8(SB)/8, $2
DATA bitsOf<>+16(SB)/8, $4
DATA bitsOf<>+24(SB)/8, $8
DATA bitsOf<>+32(SB)/8, $16
DATA bitsOf<>+40(SB)/8, $32
DATA bitsOf<>+48(SB)/8, $64
DATA bitsOf<>+56(SB)/8, $128
GLOBL bitsOf<>(SB), RODATA|NOPTR, $64

// The first eight numbers.
DATA numbers<>+0(SB)/8, $0
DATA numbers<>+8(SB)/8, $1
DATA numbers<>+16(SB)/8, $2
DATA numbers<>+24(SB)/8, $3
DATA numbers<>+32(SB)/8, $4
DATA numbers<>+40(SB)/8, $5
DATA numbers<>+48(SB)/8, $6
DATA numbers<>+56(SB)/8, $7
GLOBL numbers<>(SB), RODATA|NOPTR, $64

DATA eight<>+0(SB)/8, $8
GLOBL eight<>(SB), RODATA|NOPTR, $8

// func gains(row *int32, y *int64, held *uint64, eights int, base, flip int64) (gain int64, at int32)
//
// Y0, Y1 are the largest gains so far of eight lanes, Y2, Y3 their columns, Y4, Y5
// the columns that come next.
TEXT ·gains(SB), NOSPLIT, $0-60
	MOVQ         row+0(FP), SI
	MOVQ         y+8(FP), DI
	MOVQ         held+16(FP), R8
	MOVQ         eights+24(FP), CX
	VPBROADCASTQ base+32(FP), Y15
	VPBROADCASTQ flip+40(FP), Y14
	VMOVDQU      bitsOf<>+0(SB), Y13
	VMOVDQU      bitsOf<>+32(SB), Y12
	VPXOR        Y0, Y0, Y0
	VPXOR        Y1, Y1, Y1
	VPCMPEQQ     Y2, Y2, Y2
	VPCMPEQQ     Y3, Y3, Y3
	VMOVDQU      numbers<>+0(SB), Y4
	VMOVDQU      numbers<>+32(SB), Y5
	VPBROADCASTQ eight<>+0(SB), Y6

columns:
	// What more of each pair gains.
	VPMOVSXDQ (SI), Y8
	VPMOVSXDQ 16(SI), Y9
	VPXOR     Y14, Y8, Y8
	VPXOR     Y14, Y9, Y9
	VPADDQ    (DI), Y8, Y8
	VPADDQ    32(DI), Y9, Y9
	VPADDQ    Y15, Y8, Y8
	VPADDQ    Y15, Y9, Y9

	// Those that are held gain by going.
	VPBROADCASTB (R8), Y7
	VPAND        Y13, Y7, Y10
	VPAND        Y12, Y7, Y11
	VPCMPEQQ     Y13, Y10, Y10
	VPCMPEQQ     Y12, Y11, Y11
	VPXOR        Y10, Y8, Y8
	VPXOR        Y11, Y9, Y9
	VPSUBQ       Y10, Y8, Y8
	VPSUBQ       Y11, Y9, Y9

	VPCMPGTQ  Y0, Y8, Y10
	VPCMPGTQ  Y1, Y9, Y11
	VBLENDVPD Y10, Y8, Y0, Y0
	VBLENDVPD Y11, Y9, Y1, Y1
	VBLENDVPD Y10, Y4, Y2, Y2
	VBLENDVPD Y11, Y5, Y3, Y3
	VPADDQ    Y6, Y4, Y4
	VPADDQ    Y6, Y5, Y5
	ADDQ      $32, SI
	ADDQ      $64, DI
	INCQ      R8
	DECQ      CX
	JNZ       columns

	// The largest of all lanes, in each lane of Y8.
	VPCMPGTQ   Y0, Y1, Y10
	VBLENDVPD  Y10, Y1, Y0, Y8
	VPERM2I128 $1, Y8, Y8, Y9
	VPCMPGTQ   Y8, Y9, Y10
	VBLENDVPD  Y10, Y9, Y8, Y8
	VPSHUFD    $0x4E, Y8, Y9
	VPCMPGTQ   Y8, Y9, Y10
	VBLENDVPD  Y10, Y9, Y8, Y8

	// The first column of those that have it.
	VPCMPEQQ     Y8, Y0, Y10
	VPCMPEQQ     Y8, Y1, Y11
	VPCMPEQQ     Y7, Y7, Y7
	VPXOR        Y7, Y10, Y10
	VPXOR        Y7, Y11, Y11
	VPOR         Y10, Y2, Y2
	VPOR         Y11, Y3, Y3
	VPMINUD      Y2, Y3, Y2
	VEXTRACTI128 $1, Y2, X3
	VPMINUD      X2, X3, X2
	VPSHUFD      $0x4E, X2, X3
	VPMINUD      X2, X3, X2
	VMOVQ        X8, AX
	MOVQ         AX, gain+48(FP)
	VMOVD        X2, AX
	MOVL         AX, at+56(FP)
	VZEROUPPER
	RET
