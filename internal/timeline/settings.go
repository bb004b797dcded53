package timeline

import (
	"fmt"
	"strings"
)

// configure sets something of a broker or a topic.
func configure(words []string) (action, error) {
	var pairs [][2]string
	for _, word := range words[2:] {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, errOption
		}
		pairs = append(pairs, [2]string{name, value})
	}
	return func(w *world) error {
		switch words[0] {
		case "broker":
			n, err := id(words[1])
			if err != nil {
				return err
			}
			b, err := w.broker(n)
			if err != nil {
				return err
			}
			b.config = append(b.config, pairs...)
		case "topic":
			t, err := w.topic(words[1])
			if err != nil {
				return err
			}
			t.config = append(t.config, pairs...)
		default:
			return fmt.Errorf("config of a broker or a topic, not of %q", words[0])
		}
		return nil
	}, nil
}

// setDisk says how large a volume is, how much of it is free, and how that
// changes a second.
func setDisk(words []string) (action, error) {
	n, err := id(words[0])
	if err != nil {
		return nil, err
	}
	set := map[string]int64{}
	for _, word := range words[2:] {
		name, value, ok := cutOption(word, "total", "usable")
		if !ok {
			if value, ok = strings.CutSuffix(word, "/s"); !ok {
				return nil, fmt.Errorf("%q is none of total=, usable= and SIZE/s", word)
			}
			name = "/s"
		}
		if set[name], err = size(value); err != nil {
			return nil, err
		}
	}
	return func(w *world) error {
		b, err := w.broker(n)
		if err != nil {
			return err
		}
		b.disk(words[1]).set(set)
		return nil
	}, nil
}

// disk is a volume of the broker. The first that is named takes the place of
// the one that every broker has.
func (b *broker) disk(path string) *disk {
	for _, d := range b.disks {
		if d.path == path {
			return d
		}
	}
	d := &disk{path: path, total: 1 << 40, usable: 1 << 39}
	if len(b.disks) == 1 && b.disks[0].path == "/var/lib/kafka" {
		b.disks = nil
	}
	b.disks = append(b.disks, d)
	return d
}

func (d *disk) set(to map[string]int64) {
	for name, n := range to {
		switch name {
		case "total":
			d.total = n
		case "usable":
			d.usable = n
		default:
			d.perSecond = n
		}
	}
}
