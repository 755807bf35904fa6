package match_test

import (
	"strings"
	"testing"

	"makcomblang.id/services/matches/match"
)

func TestParseReason(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text     string
		required bool
		code     string
	}{
		"plain":                       {"Jadwal bertabrakan dengan panen raya.", true, ""},
		"missing":                     {"  ", true, "reason.required"},
		"missing and optional":        {"", false, ""},
		"too short":                   {"ok", true, "reason.text"},
		"too long":                    {strings.Repeat("a", 1001), true, "reason.text"},
		"longest":                     {strings.Repeat("é", 1000), true, ""},
		"lines":                       {"satu\ndua\ttiga", true, ""},
		"control characters":          {"satu\x00dua", true, "reason.text"},
		"right-to-left override":      {"satu\u202edua", true, "reason.text"},
		"invalid UTF-8":               {"satu\xffdua", true, "reason.text"},
		"e-mail":                      {"hubungi budi@example.go.id ya", true, "reason.personal"},
		"mobile number":               {"telepon 0812 3456 7890", true, "reason.personal"},
		"mobile number with country":  {"WA +62-812-3456-7890", true, "reason.personal"},
		"country code without a plus": {"WA 628123456789", true, "reason.personal"},
		"landline":                    {"kantor (021) 555 1234", true, "reason.personal"},
		"civil servant's number":      {"NIP 197001011990031001", true, "reason.personal"},
		"decree":                      {"Perpres 63/2020 pasal 1, Inpres 1/2025", true, ""},
		"dates":                       {"antara 08-11-2026 dan 09-12-2026, atau 2026-11-21", true, ""},
		"money":                       {"anggaran Rp 62.500.000.000 dan Rp 1.250.000", true, ""},
		"numbers":                     {"345 rombongan, 24.150 orang, 2016", true, ""},
		"handle without a domain":     {"lihat @kabupaten", true, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := match.ParseReason("reason", tc.text, tc.required)
			if code := codeOf(err); code != tc.code {
				t.Fatalf("got refusal %q, want %q", code, tc.code)
			}
			if err == nil && got != strings.TrimSpace(tc.text) {
				t.Errorf("got %q", got)
			}
			if err != nil && len(tc.text) > 4 && strings.Contains(err.Error(), tc.text) {
				t.Error("the refusal repeats the text")
			}
		})
	}
}
