// Package web is the pages and the JSON of the watch. Everything it shows is
// read from the newest board: a page never asks Kafka anything, and never
// waits for a look. It only reads, and it is told nothing but a token.
package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// Options are what a handler needs beside the board.
type Options struct {
	// Timeline is what became of one incident, or of all for "". Nil: nothing
	// is kept.
	Timeline func(ctx context.Context, id string) ([]incident.Event, error)

	// Token is what everybody must bring, as a bearer token or as the password
	// of Basic authentication; "" demands none. It is asked for on every
	// request, so that a file may change. An error lets nobody in. Nil: none.
	Token func() (string, error)

	// Hosts are the names by which the watch is reached, beside those of the
	// loopback. A port behind a name does not count.
	Hosts []string

	Now func() time.Time // must be given: without it nobody could tell that a look is too old
}

// Handler serves the pages and /api/v1. It panics if it is given no clock:
// what was healthy once would be called so for ever.
func Handler(b *board.Holder, o Options) http.Handler {
	if o.Now == nil {
		panic("web: a handler needs a clock")
	}
	s := &server{boards: b, options: o, marks: newMarks(), pages: newPages()}
	mux := http.NewServeMux()
	for _, d := range s.documents() {
		mux.Handle(base+"/"+d.pattern, s.document(d.answer))
	}
	mux.Handle(base, s.document(s.index))
	mux.Handle(base+"/{$}", s.document(s.index))
	mux.HandleFunc(base+"/", s.noDocument)
	mux.HandleFunc("/{$}", s.front)
	mux.HandleFunc("/incidents/{id}", s.incidentPage)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, r, notFound("there is no page %s here: the first one is /, and the JSON begins with "+base, quoted(r.URL.Path)))
	})
	return s.guarded(mux)
}

type server struct {
	boards  *board.Holder
	options Options
	marks   *marks
	pages   *pages
}

// view is one answer's look at the world: one board, and one time.
type view struct {
	*board.Board
	now time.Time
}

func (s *server) view() view {
	b := s.boards.Get() // before the clock is read: a board is not of the future
	return view{b, s.options.Now().UTC()}
}

func (v view) head(schema string) api.Head {
	return api.Head{Schema: schema, Now: v.now, At: api.TimeOf(v.At)}
}

// answer makes a document. Its mark is what the content depends on beside the
// board and the address.
type answer func(r *http.Request, v view) (document any, mark string, err error)

func (s *server) document(answerTo answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.view()
		document, mark, err := answerTo(r, v)
		if err != nil {
			fail(w, r, err)
			return
		}
		tag := s.marks.tag(v.Board, mark)
		w.Header().Set("ETag", tag)
		w.Header().Set("Cache-Control", "no-cache")
		if matches(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sendJSON(w, r, http.StatusOK, document)
	})
}

// refusal is an error that the asker can do something about.
type refusal struct {
	code int
	text string
}

// Error is the sentence that the asker is told.
func (r refusal) Error() string { return r.text }

func notFound(format string, args ...any) error {
	return refusal{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) error {
	return refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}
