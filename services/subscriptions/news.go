package subscriptions

import (
	"slices"
	"strings"
	"sync"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
)

// newsKept is how many entries a feed shows.
const newsKept = 50

// item is one public fact as a feed shows it. The title is made when the fact is folded, in Indonesian.
type item struct {
	fact  string
	seq   uint64
	title string
	typ   string
	at    time.Time
	basis event.Basis
}

// news keeps the latest public facts of every region, province and sector. It is folded in memory by every process that
// serves feeds; there are a few thousand short entries.
type news struct {
	mu      sync.RWMutex
	regions map[string]*channel // by token
	sectors map[string]*channel
	titles  map[string]string // of practices
	sector  map[string]string // of practices
}

// channel is the entries of one feed, oldest first. Sample entries are kept apart, so that they cannot push out others.
type channel struct {
	name   string
	items  []item
	sample []item
	since  time.Time
}

func newNews() *news {
	return &news{
		regions: make(map[string]*channel), sectors: make(map[string]*channel),
		titles: make(map[string]string), sector: make(map[string]string),
	}
}

// Follow folds the public facts.
func (n *news) Follow(batch []eventlog.Record) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, rec := range batch {
		n.fold(rec)
	}
	return nil
}

func (n *news) fold(rec eventlog.Record) {
	spec, ok := contract.Lookup(rec.Fact.Type)
	if !ok || spec.Audience != contract.Public {
		return
	}
	n.learn(rec)
	for _, token := range contract.ConcernedBy(rec.Fact, rec.Data).Regions {
		if token == "" {
			continue
		}
		it := n.item(rec, n.nameOf(token))
		n.region(token).add(it)
		if len(token) > 2 {
			n.region(token[:2]).add(it)
		}
	}
	if sector := n.sector[rec.Fact.Subject]; sector != "" && rec.Fact.Kind() == "innovation" {
		c := n.sectors[sector]
		if c == nil {
			c = new(channel)
			n.sectors[sector] = c
		}
		c.add(n.item(rec, ""))
	}
}

// learn remembers the names that later titles need.
func (n *news) learn(rec eventlog.Record) {
	switch d := rec.Data.(type) {
	case *contract.RegionRegistered:
		n.region(rec.Fact.Subject).name = d.Name
	case *contract.RegionRenamed:
		n.region(rec.Fact.Subject).name = d.Name
	case *contract.InnovationRegistered:
		n.titles[rec.Fact.Subject], n.sector[rec.Fact.Subject] = d.Title, d.Sector
	case *contract.InnovationRevised:
		n.titles[rec.Fact.Subject], n.sector[rec.Fact.Subject] = d.Title, d.Sector
	}
}

func (n *news) region(token string) *channel {
	c := n.regions[token]
	if c == nil {
		c = new(channel)
		n.regions[token] = c
	}
	return c
}

func (n *news) nameOf(token string) string {
	if name := n.region(token).name; name != "" {
		return name
	}
	return "wilayah " + token
}

func (n *news) item(rec eventlog.Record, region string) item {
	title := titleOf(rec, region, n.titles[rec.Fact.Subject])
	if rec.Fact.Basis == event.Sample && !strings.HasPrefix(title, "Contoh: ") {
		title = "Contoh: " + title
	}
	return item{fact: rec.Fact.ID, seq: rec.Seq, title: title, typ: rec.Fact.Type, at: rec.Fact.Time, basis: rec.Fact.Basis}
}

func (c *channel) add(it item) {
	if c.since.IsZero() {
		c.since = it.at
	}
	list := &c.items
	if it.basis == event.Sample {
		list = &c.sample
	}
	*list = append(*list, it)
	if len(*list) > newsKept {
		*list = slices.Delete(*list, 0, 1)
	}
}

// latest gives the entries of a feed, newest first; ok is false for one that does not exist.
func (n *news) latest(of map[string]*channel, id string, sample bool) (name string, items []item, since time.Time, ok bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	c := of[id]
	if c == nil {
		return "", nil, time.Time{}, false
	}
	items = slices.Clone(c.items)
	if sample {
		items = append(items, c.sample...)
	}
	slices.SortStableFunc(items, func(a, b item) int { return a.at.Compare(b.at) })
	slices.Reverse(items)
	return c.name, items[:min(len(items), newsKept)], c.since, true
}

// titleOf is the sentence of a public fact.
func titleOf(rec eventlog.Record, region, practice string) string {
	switch d := rec.Data.(type) {
	case *contract.RegionRegistered:
		return region + " masuk daftar wilayah"
	case *contract.RegionRenamed:
		return "Nama baru wilayah: " + region
	case *contract.RegionStatusSet:
		if d.Status == "graduated" {
			return region + ": daerah tertinggal terentaskan (" + d.Source + ")"
		}
		return region + ": berstatus daerah tertinggal (" + d.Source + ")"
	case *contract.RegionIndicatorRecorded:
		return region + ": angka " + d.Indicator + " dicatat"
	case *contract.NeedDeclared:
		return region + " menyatakan kebutuhan: " + d.Statement
	case *contract.NeedWithdrawn:
		return region + " mencabut satu kebutuhan"
	case *contract.RegionAccessProfiled:
		return region + ": keadaan wilayah dicatat"
	case *contract.NeedUnanswered:
		return region + ": kebutuhan belum terjawab oleh praktik mana pun"
	case *contract.NeedAnswered:
		return region + ": ada praktik untuk kebutuhan yang semula belum terjawab"
	case *contract.InnovationRegistered:
		return "Inovasi baru dalam daftar: " + d.Title
	case *contract.InnovationRevised:
		return "Keterangan inovasi diperbarui: " + d.Title
	case *contract.InnovationAwarded:
		return "Penghargaan dicatat untuk " + practice + ": " + d.Award
	case *contract.InnovationLivenessChecked:
		return "Keberlanjutan " + practice + ": " + livenessWord(d.State)
	case *contract.InnovationVisitsOffered:
		return practice + " menerima kunjungan belajar untuk periode " + string(d.Period)
	case *contract.InnovationRetired:
		return practice + " keluar dari daftar"
	}
	return rec.Fact.Type
}

func livenessWord(state string) string {
	switch state {
	case "continuing":
		return "masih berjalan"
	case "developed":
		return "dikembangkan"
	case "stopped":
		return "dihentikan"
	}
	return "belum dipastikan"
}
