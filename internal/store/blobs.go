package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"
)

// MaxHistory is the largest history that is read again, in bytes before they
// are compressed.
const MaxHistory = 1 << 30

// delivered names what the notifiers keep. Those of clusters have a prefix.
const delivered, historyOf = "delivered", "history/"

// SaveHistory keeps what is remembered of a cluster at a time, instead of what
// was kept of it before. write writes it; it is compressed. The disk is waited
// for 1 s longer for each 4 MiB.
func (s *Store) SaveHistory(cluster string, at time.Time, write func(io.Writer) error) error {
	packed, err := pack(write)
	if err != nil {
		return fmt.Errorf("the history of %s cannot be kept: %w", cluster, err)
	}
	return s.saveBlob(historyOf+cluster, "the history of "+cluster, at, packed)
}

// History gives what was kept of a cluster, and of when it is. Nothing and the
// zero time: nothing was.
func (s *Store) History(cluster string) ([]byte, time.Time, error) {
	packed, at, err := s.blob(historyOf+cluster, "the history of "+cluster)
	if err != nil || packed == nil {
		return nil, time.Time{}, err
	}
	plain, err := unpack(packed)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("the history of %s cannot be read from %s: %w", cluster, s.path(), err)
	}
	return plain, at, nil
}

// SaveDelivered keeps what was delivered to whom.
func (s *Store) SaveDelivered(at time.Time, text []byte) error {
	return s.saveBlob(delivered, "what was delivered", at, bytes.Clone(text))
}

// Delivered gives what SaveDelivered was given; nil: nothing.
func (s *Store) Delivered() ([]byte, error) {
	text, _, err := s.blob(delivered, "what was delivered")
	return text, err
}

func (s *Store) saveBlob(name, what string, at time.Time, body []byte) error {
	limit := s.limit + time.Duration(len(body)>>22)*time.Second
	return s.write(limit, what, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO blobs (name, at, body) VALUES (?, ?, ?)", name, millis(at), body)
		return err
	})
}

func (s *Store) blob(name, what string) ([]byte, time.Time, error) {
	type row struct {
		body []byte
		at   int64
	}
	r, err := read(s, what, func(ctx context.Context, conn *sql.Conn) (r row, err error) {
		err = conn.QueryRowContext(ctx, "SELECT at, body FROM blobs WHERE name = ?", name).Scan(&r.at, &r.body)
		if errors.Is(err, sql.ErrNoRows) {
			return row{}, nil
		}
		return r, err
	})
	return r.body, moment(r.at), err
}

func pack(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	err = write(z)
	if err := errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpack(packed []byte) ([]byte, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxHistory), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return z.DecodeAll(packed, nil)
}
