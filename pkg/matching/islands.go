package matching

import "makcomblang.id/pkg/region"

// IslandGroup is the group of islands that a province belongs to. It is context
// (climate, crops, ways to travel, shared neighbours) and not distance: two
// ends of Sumatra are one group.
type IslandGroup string

// The groups, by the first digit of the code as the interior ministry numbers
// the provinces: 1 and 2 Sumatra with its islands, 3 Java, 5 Bali and Nusa
// Tenggara, 6 Kalimantan, 7 Sulawesi, 8 Maluku, 9 Papua. The fictitious
// province 99 is a group of its own.
const (
	Sumatra           IslandGroup = "sumatra"
	Java              IslandGroup = "java"
	BaliNusaTenggara  IslandGroup = "bali-nusa-tenggara"
	Kalimantan        IslandGroup = "kalimantan"
	Sulawesi          IslandGroup = "sulawesi"
	Maluku            IslandGroup = "maluku"
	Papua             IslandGroup = "papua"
	NoIslandGroup     IslandGroup = ""
	FictitiousIslands IslandGroup = "contoh"
)

// IslandGroupOf gives the group of a region; none for the zero code and for a
// first digit that no province has.
func IslandGroupOf(c region.Code) IslandGroup {
	if len(c) < 2 {
		return NoIslandGroup
	}
	if c.Fictitious() {
		return FictitiousIslands
	}
	switch c[0] {
	case '1', '2':
		return Sumatra
	case '3':
		return Java
	case '5':
		return BaliNusaTenggara
	case '6':
		return Kalimantan
	case '7':
		return Sulawesi
	case '8':
		return Maluku
	case '9':
		return Papua
	}
	return NoIslandGroup
}
