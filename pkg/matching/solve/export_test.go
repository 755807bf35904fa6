package solve

// Forced returns options that force a method: "A", "bid" (A with a bidding) or "B".
func Forced(name string) Options {
	return Options{method: map[string]method{"A": methodA, "B": methodB, "bid": methodBid}[name]}
}
