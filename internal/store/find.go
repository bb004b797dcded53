package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// Clusters are the names of all clusters of which anything is kept, sorted, but
// for those that were set apart: see Recognise.
func (s *Store) Clusters() ([]string, error) {
	return read(s, "the names of the clusters", func(ctx context.Context, conn *sql.Conn) ([]string, error) {
		return list(ctx, conn, func(rows *sql.Rows) (name string, err error) { return name, rows.Scan(&name) },
			`SELECT c FROM (SELECT cluster AS c FROM incidents UNION SELECT substr(name, ?1) FROM blobs WHERE substr(name, 1, ?2) = ?3)
LEFT JOIN blobs AS own ON own.name = ?4 || c
WHERE own.body IS NULL OR substr(c, -length(own.body) - 1) <> ?5 || CAST(own.body AS TEXT) ORDER BY 1`,
			len(historyOf)+1, len(historyOf), historyOf, nameOf, apart)
	})
}

// Match is an incident by what a person needs to recognise it.
type Match struct {
	ID, Cluster, Rule, Subject string
	Start                      time.Time
	Resolved                   time.Time // zero: it is not over
}

// MaxMatches is how many incidents Find gives at the most.
const MaxMatches = 100

// Find gives the incidents whose id begins with a text, the newest first. One
// whose id is that text is given alone. Of one that cannot be read there is the
// id.
func (s *Store) Find(prefix string) ([]Match, error) {
	found, err := read(s, "the incidents", func(ctx context.Context, conn *sql.Conn) ([]Match, error) {
		return list(ctx, conn, scanMatch,
			"SELECT id, cluster, resolved, body FROM incidents WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id = ?1 DESC, seen DESC, id LIMIT ?2", prefix, MaxMatches)
	})
	if len(found) > 0 && found[0].ID == prefix {
		found = found[:1]
	}
	return found, err
}

func scanMatch(rows *sql.Rows) (Match, error) {
	var m Match
	var resolved int64
	var text string
	if err := rows.Scan(&m.ID, &m.Cluster, &resolved, &text); err != nil {
		return m, err
	}
	m.Resolved = moment(resolved)
	var i incident.Incident
	if decode(text, &i) == nil {
		m.Rule, m.Subject, m.Start = i.Cause.Rule, i.Cause.Subject.String(), i.Start
	}
	return m, nil
}
