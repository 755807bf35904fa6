// A receiver in Go with this project's public package: WEBHOOK_SECRET=whsec_... PORT=9090 go run receive.go
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/webhook"
)

func main() {
	secret, err := webhook.ParseSecret(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err := webhook.Verify([]webhook.Secret{secret}, r.Header, body, time.Now(), webhook.DefaultTolerance); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		} else if fact, err := event.Decode(body); err == nil && fact.Type == "endpoint.challenge.v1" {
			_, _ = w.Write(fact.Data) // proves once that this place is yours: {"challenge": …}
		} else {
			log.Println(r.Header.Get(webhook.HeaderID), fact.Type) // keep the id: a second one is a repetition
		}
	})))
}
