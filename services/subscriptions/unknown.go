package subscriptions

import (
	"strconv"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/subscriptions/endpoint"
)

// Codes of warnings about ids that are well formed and not registered: they may come to be, and until then nothing matches.
const (
	regionUnknown = "filter.region_unknown"
	hostsUnknown  = "filter.hosts_unknown"
)

// checkWords refuses what is not in the vocabulary: no fact can be about it, so a misspelt word would be silent for ever.
func checkWords(sectors, problems []string) error {
	var faults fault.List
	for _, list := range []struct {
		name  string
		words []string
		find  func(string) (vocabulary.Term, bool)
	}{{"sectors", sectors, vocabulary.Sector}, {"problems", problems, vocabulary.Problem}} {
		for i, word := range list.words {
			if _, ok := list.find(word); !ok {
				faults.Add(fault.Invalid(list.name+"["+strconv.Itoa(i)+"]", "filter.word", "This word is not in the vocabulary.", "").
					Allowing(fault.Textf("an id of GET /api/v1/vocabulary?list=%s", list.name)))
			}
		}
	}
	return faults.Err()
}

// silence says, as machine codes, why an endpoint's filter will match nothing or a part of it never will.
func (s *Service) silence(f contract.EndpointFilter) []string {
	var regions []string
	if f.Region != "" {
		regions = []string{f.Region}
	}
	return append(endpoint.Warnings(f), s.known.strangers(regions, f.Hosts)...)
}

// strangers warns of regions and owners of practices that are not registered.
func (k *known) strangers(regions, owners []string) (warnings []string) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, code := range regions {
		if !k.hasRegion(strings.Replace(code, ".", "", 1)) {
			warnings = append(warnings, regionUnknown)
			break
		}
	}
	for _, id := range owners {
		if _, ok := k.owners[id]; !ok {
			return append(warnings, hostsUnknown)
		}
	}
	return warnings
}

// hasRegion tells whether a region is registered, or one within a province that is not itself.
func (k *known) hasRegion(token string) bool {
	if _, ok := k.regions[token]; ok || len(token) != 2 {
		return ok
	}
	for other := range k.regions {
		if strings.HasPrefix(other, token) {
			return true
		}
	}
	return false
}
