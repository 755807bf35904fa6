package webhook

import "encoding/json"

// ChallengeType is the type of the document that asks a new endpoint to prove that it wants deliveries.
const ChallengeType = "endpoint.challenge.v1"

// AnswerChallenge gives the body that answers a challenge with status 2xx; ok is false for any other document. Verify the
// signature first: who answers any challenge agrees to anybody's deliveries.
func AnswerChallenge(body []byte) (answer []byte, ok bool) {
	var doc struct {
		Type string `json:"type"`
		Data struct {
			Challenge string `json:"challenge"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &doc) != nil || doc.Type != ChallengeType || doc.Data.Challenge == "" {
		return nil, false
	}
	answer, err := json.Marshal(map[string]string{"challenge": doc.Data.Challenge})
	return answer, err == nil
}
