package incident

import (
	"strings"
	"testing"
	"time"
)

func TestAck(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@broker/2`)
	id := b.List("plant")[0].ID
	e, err := b.Ack(id, Note{By: "anna", At: epoch.Add(time.Second), Until: epoch.Add(time.Minute), Reason: "on it"})
	if err != nil {
		t.Fatal(err)
	}
	if e.Kind != EventAcked || e.Incident != id || !e.At.Equal(epoch.Add(time.Second)) || e.Text != "anna has taken a on broker/2 until 2026-11-29 03:01:00 UTC: on it" {
		t.Errorf("%+v", e)
	}
	playOn(t, b, `59s a@broker/2 =>`)
	if i := b.List("plant")[0]; i.Acked == nil || i.Acked.Reason != "on it" {
		t.Errorf("acknowledged: %v", i.Acked)
	}
	playOn(t, b, `60s a@broker/2 => unacknowledged:a@broker/2 | open:a@broker/2`)
	if i := b.List("plant")[0]; i.Acked != nil {
		t.Errorf("still acknowledged by %s after its time", i.Acked.By)
	}
}

func TestAckWithoutAnEnd(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@broker/2`)
	id := b.List("plant")[0].ID
	e, err := b.Ack(id, Note{By: "anna"})
	if err != nil || e.Text != "anna has taken a on broker/2" {
		t.Fatalf("%q, %v", e.Text, err)
	}
	playOn(t, b, `
		99h a@broker/2      =>
		100h                => resolved:a@broker/2`)
	if i := b.List("plant")[0]; i.Acked == nil {
		t.Error("who took it is forgotten when it is over")
	}
	playOn(t, b, `100h1s a@broker/2 => opened:a@broker/2`)
	if i := b.List("plant")[0]; i.Acked != nil {
		t.Error("a new incident is acknowledged by the note of the old one")
	}
}

func TestAckOfNothing(t *testing.T) {
	b := play(t, patient(0, 0), `
		0s a@broker/2
		1s => resolved:a@broker/2`)
	for id, want := range map[string]string{
		"0123":                "there is no incident 0123",
		b.List("plant")[0].ID: "was resolved at 2026-11-29 03:00:01 UTC: there is nothing to acknowledge",
	} {
		if _, err := b.Ack(id, Note{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
