package e2e

import "strings"

// badForms are bodies and headers that cannot be read at all.
func badForms() []bad {
	owner := func(rest string) string {
		return `{"id":"x","name":"Kabupaten X","type":"regency","region":"92.06","country":"Indonesia","source":"page: x"` + rest
	}
	return []bad{
		{name: "JSON that is cut off", path: "/owners", body: owner(""), status: 400, code: "body.malformed", field: "source"},
		{name: "two documents", path: "/owners", body: owner(`,"basis":"press"}`) + `{}`, status: 400, code: "body.malformed", field: "body"},
		{name: "a list in place of an object", path: "/owners", body: `[]`, status: 422, code: "", field: "body"},
		{name: "no body", path: "/owners", body: ``, status: 400, code: "body", field: "body"},
		{name: "a name in other case", path: "/owners", body: owner(`,"Basis":"press"}`), status: 422, code: "field.case", field: "Basis", allowed: "basis"},
		{name: "an unknown field", path: "/owners", body: owner(`,"basis":"press","nama":"geheim"}`), status: 422, code: "field.unknown", field: "nama", secret: "geheim"},
		{name: "a field twice", path: "/owners", body: owner(`,"basis":"press","id":"y-geheim"}`), status: 422, code: "field.twice", field: "id", allowed: "each field once", secret: "geheim"},
		{name: "invalid UTF-8", path: "/owners", body: owner(",\"basis\":\"press\",\"type\":\"\xff\"}"), status: 400, code: "body.encoding", field: "body"},
		{name: "half a surrogate", path: "/owners", body: owner(`,"basis":"press","located_in":"\ud800"}`), status: 422, code: "region.code", field: "located_in"},
		{name: "half a surrogate in a text", path: "/owners", body: `{"id":"x-surrogate","name":"Kabupaten \ud800","country":"Indonesia","source":"page: x","basis":"press"}`, status: 422, code: "text.form", field: "name", allowed: "one line of UTF-8"},
		{name: "a number for a text", path: "/owners", body: `{"id":"x","name":17,"country":"Indonesia","source":"page: x","basis":"press"}`, status: 422, code: "field", field: "name", allowed: "text"},
		{name: "a text for a number", path: "/regions/92.06/needs", body: `{"problem":"stunting","priority":"geheim","statement":"Perlu.","source":"x","basis":"official"}`, status: 422, code: "field", field: "priority", secret: "geheim"},
		{name: "a fraction for a whole number", path: "/regions/92.06/needs", body: `{"problem":"stunting","priority":2.5,"statement":"Perlu.","source":"x","basis":"official"}`, status: 422, code: "field", field: "priority"},
		{name: "a value of no list", path: "/owners", body: owner(`,"basis":"geheim"}`), status: 422, code: "field", field: "basis", allowed: "official", secret: "geheim"},
		{name: "a missing field", path: "/owners", body: owner(`}`), status: 422, code: "field.missing", field: "basis"},
		{name: "10 MB", path: "/owners", body: owner(`,"basis":"press","located_in":"` + strings.Repeat("x", 10<<20) + `"}`), status: 413, code: "body", field: "body", allowed: "1"},
		{name: "another media type", path: "/owners", body: owner(`,"basis":"press"}`), headers: []string{"Content-Type", "text/csv"}, status: 415, code: "body.media_type", field: "Content-Type", allowed: "application/json"},
		{name: "an Idempotency-Key that is too long", path: "/owners", body: owner(`,"basis":"press"}`), headers: []string{"Idempotency-Key", strings.Repeat("k", 300)}, status: 400, code: "idempotency.form", field: "Idempotency-Key"},
		{name: "no Idempotency-Key", path: "/owners", body: owner(`,"basis":"press"}`), headers: []string{"Idempotency-Key", ""}, status: 400, code: "idempotency.missing", field: "Idempotency-Key"},
		{name: "an If-Match that is no version", path: "/plans/p-1/publish", body: `{}`, headers: []string{"If-Match", "geheim"}, status: 400, code: "request.if_match", field: "If-Match", secret: "geheim"},
		{name: "an unknown parameter", path: "/owners?geheim=1", body: owner(`,"basis":"press"}`), status: 422, code: "field.unknown", field: "geheim"},
		{name: "an id with dots and stars", path: "/innovations/mak.evt.*/retire", body: `{"reason":"x"}`, status: 404, code: "", field: ""},
		{name: "a route that is not there", path: "/nothing", body: `{}`, status: 404, code: "", field: ""},
	}
}

// badRules are requests that can be read and break a rule.
func badRules(plan string) []bad {
	stated := `,"source":"page: x","basis":"official"}`
	owner := `{"id":"x-geheim","name":"Kabupaten X","type":"regency","region":"92.06","country":"Indonesia","source":"page: x","basis":"press"}`
	return []bad{
		{name: "an unknown region code", path: "/owners", body: `{"id":"x","name":"X","type":"regency","region":"92.99","country":"Indonesia"` + stated, status: 422, code: "region.unknown", field: "region", secret: "92.99"},
		{name: "a region code of a wrong form", path: "/owners", body: `{"id":"x","name":"X","type":"regency","region":"9206-geheim","country":"Indonesia"` + stated, status: 422, code: "region", field: "region", secret: "geheim"},
		{name: "a region that is not there", path: "/regions/92.99/needs", body: `{"problem":"malaria","priority":3,"statement":"Perlu."` + stated, status: 404, code: "region.unknown", field: ""},
		{name: "a lagging status for a city", path: "/regions/92.71/status", body: `{"status":"lagging","list":"perpres-63-2020","from":"2020-01-01","until":"2024-12-31"` + stated, status: 422, code: "region", field: "status", allowed: "regenc"},
		{name: "an award tier that the year did not have", path: "/innovations/edat/awards", body: `{"award":"KIPP Top 99","tier":"kipp-top","year":2019` + stated, status: 422, code: "award", field: "award", allowed: "Top 45", secret: "Top 99"},
		{name: "an award of a year without a competition", path: "/innovations/edat/awards", body: `{"award":"KIPP Top 45","tier":"kipp-top","year":2024` + stated, status: 422, code: "award.year", field: "year", allowed: "2014"},
		{name: "a liveness check in the future", path: "/innovations/edat/liveness", body: `{"state":"continuing","checked_on":"2099-01-01"` + stated, status: 422, code: "date.future", field: "checked_on", allowed: "up to today"},
		{name: "a problem of no vocabulary", path: "/regions/92.06/needs", body: `{"problem":"geheim","priority":3,"statement":"Perlu."` + stated, status: 422, code: "problem.unknown", field: "problem", secret: "geheim"},
		{name: "personal data", path: "/regions/92.06/needs", body: `{"problem":"stunting","priority":3,"statement":"Hubungi 081234567890."` + stated, status: 422, code: "text.personal", field: "statement", secret: "0812"},
		{name: "sample data without the flag", path: "/regions/92.06/needs", body: `{"problem":"stunting","priority":3,"statement":"Contoh: perlu.","source":"x","basis":"sample"}`, status: 422, code: "basis.sample", field: "basis", allowed: "official, press or reading"},
		{name: "a region that would learn from itself", path: "/matches", body: `{"origin":"override","innovation":"edat","need":"9206-malaria","period":"2027","reason":"karena"}`, status: 422, code: "match.self", field: "innovation"},
		{name: "a foreign practice chosen by a region", path: "/matches", key: "region", body: `{"origin":"self","innovation":"asan","need":"9207-integrated-services","period":"2027"}`, status: 422, code: "match.foreign", field: "innovation"},
		{name: "an override without a reason", path: "/matches", body: `{"origin":"override","innovation":"edat","need":"9207-malaria","period":"2027"}`, status: 422, code: "reason.required", field: "reason"},
		{name: "a key of another installation", path: "/owners", key: "foreign", body: owner, status: 401, code: "key", field: "", secret: "KEY"},
		{name: "an expired key", path: "/owners", key: "expired", body: owner, status: 401, code: "key", field: "", secret: "KEY"},
		{name: "a revoked key", path: "/owners", key: "revoked", body: owner, status: 401, code: "key", field: "", secret: "KEY"},
		{name: "something that is no key", path: "/owners", key: "form", body: owner, status: 401, code: "key", field: "", secret: "nonsense"},
		{name: "no key", path: "/owners", key: "-", body: owner, status: 401, code: "key", field: ""},
		{name: "a key without the right", path: "/owners", key: "region", body: owner, status: 403, code: "", field: "", secret: "geheim"},
		{name: "a plan without the version that was seen", path: "/plans/" + plan + "/withdraw", body: `{"reason":"x"}`, status: 428, code: "", field: "If-Match"},
		{name: "a plan at another version", path: "/plans/" + plan + "/publish", body: `{}`, headers: []string{"If-Match", `"7"`}, status: 412, code: "version.stale", field: ""},
		{name: "a plan for a period that is over", path: "/plans", body: `{"period":"2019","scope":{"list":"perpres-63-2020","label":"x"}}`, status: 422, code: "period", field: "period"},
		{name: "a plan for no known list", path: "/plans", body: `{"period":"2027","scope":{"list":"geheim","label":"x"}}`, status: 422, code: "", field: "scope.list", secret: "geheim"},
		{name: "an owner again with other content", path: "/owners", body: `{"id":"bintuni","name":"Kabupaten Lain","type":"regency","region":"92.06","country":"Indonesia"` + stated, status: 409, code: "owner.exists", field: "", secret: "Lain"},
		{name: "a used Idempotency-Key with another body", path: "/regions/92.06/needs", headers: []string{"Idempotency-Key", usedKey}, body: `{"problem":"stunting","priority":4,"statement":"Perlu."` + stated, status: 422, code: "idempotency.reused", field: "Idempotency-Key", allowed: "a new key"},
		{name: "a role that is not there", path: "/keys", body: `{"roles":[{"role":"geheim"}]}`, status: 422, code: "", field: "roles[0].role", allowed: "coordinator", secret: "geheim"},
		{name: "a webhook to this machine", path: "/endpoints", body: `{"url":"http://127.0.0.1:9/geheim"}`, status: 422, code: "", field: "url", secret: "geheim"},
	}
}
