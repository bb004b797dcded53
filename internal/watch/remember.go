package watch

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Remembering is a Teller that knows whom it has told what: who forgets that
// tells people twice after a restart.
type Remembering interface {
	Known() (map[string]json.RawMessage, error)
	Restore(known map[string]json.RawMessage) error
}

// Remember keeps whom a Teller has told what.
func Remember(t Remembering, k interface{ KeepDelivered(known []byte) }, log *slog.Logger) {
	known, err := t.Known()
	var text []byte
	if err == nil {
		text, err = json.Marshal(known)
	}
	if err != nil {
		log.Error("what receivers were told cannot be kept: after a restart they may be told twice", "error", err)
		return
	}
	k.KeepDelivered(text)
}

// Recall gives a Teller back what was kept of it; nil for nothing.
func Recall(t Remembering, kept []byte) error {
	if kept == nil {
		return nil
	}
	var known map[string]json.RawMessage
	if err := json.Unmarshal(kept, &known); err != nil {
		return fmt.Errorf("what receivers were told: %w", err)
	}
	return t.Restore(known)
}
