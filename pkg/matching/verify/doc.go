// Package verify checks the certificate of a plan: that the plan keeps every
// rule of its instance and that its prices prove that no plan is better. It
// exists so that nobody has to trust the solver: it shares no code with it, not
// even the reading of files, and believes neither the instance nor the result.
//
// The proof is weak duality. Give every owner, practice, region and need a
// price. Any plan is worth at most
//
//	D = sum over owners, practices, regions, needs of
//	      (price > 0 ? most visits * price : least visits * price)
//	  + sum over free pairs of max(0, score - prices of the pair)
//	  + sum over required pairs of (score - prices of the pair)
//
// whatever the prices are, because each visit pays the four prices of its pair
// and keeps the rest. A plan whose total score equals D is therefore optimal.
// The pairs are read in one streaming pass; memory grows with the two lists and
// the result, not with the matrix.
package verify
