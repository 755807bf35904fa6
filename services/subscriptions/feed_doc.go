package subscriptions

import (
	"encoding/json"
	"fmt"

	"makcomblang.id/services/internal/web"
)

// factsPage is the answer of the cursor feed as its description shows it; the answer itself is put together from the
// documents' own bytes.
type factsPage struct {
	Items []factItem `json:"items" nullable:"false" doc:"Facts that the caller may hear, in the order of the log."`
	After uint64     `json:"after" doc:"Where to go on: send it as after. It moves on past what is not for the caller."`
	Log   string     `json:"log" doc:"The log that the position is of; another one after a restore. Send it as log."`
	More  bool       `json:"more" doc:"Whether the log holds more at this moment."`
}

type factItem struct {
	Position uint64          `json:"position" doc:"Place in the log."`
	Fact     json.RawMessage `json:"fact" doc:"The CloudEvents document; its schema is below /schemas/{type}."`
}

func filterParams() []web.Param {
	return []web.Param{
		{Name: "log", Doc: "The log that the position is of, as /facts told it; of a log that was replaced by a backup it is refused (409, position.other_log). Absent: not looked at."},
		{Name: "types", Doc: "Types of fact, comma separated, such as match.approved.v1; absent: all."},
		{Name: "region", Doc: "Code of a region or a province; absent: all."},
	}
}

func factsDoc() web.RawDoc {
	return web.RawDoc{
		Types: []string{"application/json"}, Body: factsPage{},
		Params: append(filterParams(),
			web.Param{Name: "after", Number: true, Doc: "Position behind which to read; absent: from the beginning; beyond the log's end it is refused (409, position.beyond_end)."},
			web.Param{Name: "limit", Number: true, Doc: fmt.Sprintf("Facts in one answer, at most %d; absent: %d.", feedMost, feedLimit)}),
	}
}

func liveDoc() web.RawDoc {
	return web.RawDoc{
		Types:  []string{"text/event-stream"},
		Params: append(filterParams(), web.Param{Name: "Last-Event-ID", Header: true, Doc: "Id of the last event received; the stream goes on behind it without a gap; beyond the log's end it is refused (409, position.beyond_end)."}),
	}
}
