package solve

// Forced returns options that force a method: "A", "B", "C", "bid" or "auction".
func Forced(name string) Options {
	return Options{method: map[string]method{"A": methodA, "B": methodB, "C": methodC, "bid": methodBid, "auction": methodAuction}[name]}
}
