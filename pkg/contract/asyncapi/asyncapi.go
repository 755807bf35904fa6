// Package asyncapi describes, as one AsyncAPI 3 document, what this system tells others: every type of fact that leaves
// it, by webhook, live stream and cursor feed. It is derived from package contract, so that it cannot say anything else.
package asyncapi

//go:generate go run ./gen

import (
	"encoding/json"
	"fmt"

	"makcomblang.id/pkg/contract"
)

// object is one JSON object; encoding/json writes its names in order, so that equal documents have equal bytes.
type object = map[string]any

const description = "Every document is one CloudEvents 1.0 event in structured mode, the same bytes in the log, in a webhook " +
	"body, in the live stream and in the feed. Webhooks are signed as Standard Webhooks say (v1 with your secret, v1a with " +
	"the server's ed25519 key), come at least once and keep their webhook-id over all attempts. Which types you hear " +
	"depends on the roles of your key: public, parties (the region and the owner concerned, and the ministry), ministry."

// Document is the whole description, indented.
func Document() []byte {
	messages, schemas := object{}, object{"envelope": envelope()}
	for _, s := range contract.All() {
		if s.Audience == contract.Internal {
			continue
		}
		schemas[s.Type] = dataOf(s)
		messages[s.Type] = message(s.Type, s.Doc+" Audience: "+string(s.Audience)+".")
	}
	for name, doc := range map[string]string{
		"endpoint.challenge.v1": "Sent to a new endpoint on request; answer 2xx with {\"challenge\": the same text}.",
		"endpoint.test.v1":      "Sent on request; stands in no log.",
	} {
		schemas[name] = object{"type": "object", "description": doc}
		messages[name] = message(name, doc)
	}
	doc := object{
		"asyncapi":           "3.0.0",
		"info":               object{"title": "Makcomblang", "version": "1", "description": description},
		"defaultContentType": "application/cloudevents+json",
		"channels": object{
			"webhook": channel(nil, "Your endpoint, registered with POST /api/v1/endpoints.", messages, ""),
			"live": channel("/api/v1/live", "Server-sent events; Last-Event-ID is the position in the log.", messages,
				"endpoint."),
			"facts": channel("/api/v1/facts", "The same documents behind a position, for who cannot listen.", messages,
				"endpoint."),
		},
		"operations": object{
			"deliver": operation("webhook", "A signed POST to your endpoint; answer 2xx within 15 seconds."),
			"stream":  operation("live", "One event per document; the stream resumes without a gap."),
			"read":    operation("facts", "A page of documents and the position to go on from."),
		},
		"components": object{"messages": messages, "schemas": schemas},
	}
	out, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("asyncapi: %v", err)) // maps of texts always encode
	}
	return append(out, '\n')
}

// channel lists the messages that go over it, all but those whose name begins with without.
func channel(address any, doc string, messages object, without string) object {
	of := object{}
	for name := range messages {
		if without == "" || len(name) < len(without) || name[:len(without)] != without {
			of[name] = object{"$ref": "#/components/messages/" + name}
		}
	}
	return object{"address": address, "description": doc, "messages": of}
}

func operation(channel, doc string) object {
	return object{"action": "send", "channel": object{"$ref": "#/channels/" + channel}, "summary": doc}
}

func message(typ, doc string) object {
	return object{
		"name": typ, "title": typ, "summary": doc, "contentType": "application/cloudevents+json",
		"headers": object{
			"type":        "object",
			"description": "Of a webhook; the other ways carry the document alone.",
			"properties": object{
				"webhook-id":        text("Id of the delivery, the same over all attempts: drop what you have seen."),
				"webhook-timestamp": text("Seconds since 1970 of this attempt; refuse what is older than five minutes."),
				"webhook-signature": text("Space-separated signatures over id.timestamp.body: v1,… and v1a,…"),
			},
		},
		"payload": object{"allOf": []any{
			object{"$ref": "#/components/schemas/envelope"},
			object{"type": "object", "properties": object{
				"type": object{"type": "string", "const": typ},
				"data": object{"$ref": "#/components/schemas/" + typ},
			}},
		}},
	}
}

// dataOf is the schema of a type's data in the dialect of AsyncAPI, which names no dialect and no id of its own.
func dataOf(s contract.Spec) object {
	var schema object
	if err := json.Unmarshal(s.Schema(), &schema); err != nil {
		panic(fmt.Sprintf("asyncapi: schema of %s: %v", s.Type, err)) // the contract's own tests parse it
	}
	delete(schema, "$schema")
	delete(schema, "$id")
	return schema
}

func text(doc string) object { return object{"type": "string", "description": doc} }

// envelope is what every document has around its data.
func envelope() object {
	version := object{"type": "integer", "minimum": 1, "description": "Version of the aggregate that the fact made."}
	return object{
		"type":     "object",
		"required": []string{"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "actor", "version", "data"},
		"properties": object{
			"specversion":     object{"type": "string", "const": "1.0"},
			"id":              text("Id of the fact, the same wherever you meet it."),
			"source":          text("Who runs the log."),
			"type":            text("kind.name.vN"),
			"subject":         text("Id of the aggregate."),
			"time":            object{"type": "string", "format": "date-time", "description": "When it was decided, UTC."},
			"datacontenttype": object{"type": "string", "const": "application/json"},
			"actor":           text("Opaque id of who decided; never a name."),
			"cause":           text("Id of the fact that this one follows from."),
			"request":         text("Hash of the command's body."),
			"version":         version,
			"basis": object{
				"type": "string", "enum": []string{"official", "press", "reading", "sample"},
				"description": "What the data rests on; absent for a bare decision. sample is made up for demonstration.",
			},
			"prevhash":    text("SHA-256 of the aggregate's previous document."),
			"traceparent": text("W3C trace context."),
			"data":        object{"type": "object", "description": "See the schema of the type."},
		},
	}
}
