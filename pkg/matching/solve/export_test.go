package solve

// Forced returns options that force a method: "A", "bid" (A with a bidding), "B" or "C".
func Forced(name string) Options {
	return Options{method: map[string]method{"A": methodA, "B": methodB, "C": methodC, "bid": methodBid}[name]}
}
