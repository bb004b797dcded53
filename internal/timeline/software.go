package timeline

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// software is what a broker runs and how it proves who it is.
type software struct {
	version  string // release line
	level    int16  // highest metadata.version that it knows
	defaults [][2]string
	told     time.Duration // when it first told these defaults
	ends     *lifetime     // of its certificate; nil: it speaks no TLS
}

// lifetime is from when until when a certificate is valid, from the start of the
// file on.
type lifetime struct{ from, until time.Duration }

// stock is what brokers run unless the file says otherwise: Version, with the
// level of metadata.version that it brings.
func stock() software { return software{version: Version, level: 27} }

// setVersion has a broker run another release line.
func setVersion(words []string) (action, error) {
	v, err := model.ParseVersion(words[1])
	if err != nil {
		return nil, err
	}
	return onBroker(words[0], func(_ *world, b *broker) { b.version = v.String() })
}

// setLevel says up to which level brokers know metadata.version, or at which it
// is finalised.
func setLevel(words []string) (action, error) {
	n, err := strconv.ParseInt(words[1], 10, 16)
	if err != nil {
		return nil, fmt.Errorf("%q is no level", words[1])
	}
	if words[0] == "finalised" {
		return func(w *world) error { w.finalised = int16(n); return nil }, nil
	}
	return onBroker(words[0], func(_ *world, b *broker) { b.level = int16(n) })
}

// setDefault has a broker, or all of them, tell a dynamic default of the
// cluster; an empty value takes it away.
func setDefault(words []string) (action, error) {
	name, value, ok := strings.Cut(words[1], "=")
	if !ok {
		return nil, errOption
	}
	return onBroker(words[0], func(w *world, b *broker) {
		b.defaults = slices.DeleteFunc(slices.Clone(b.defaults), func(p [2]string) bool { return p[0] == name })
		if b.told = w.at; value != "" {
			b.defaults = append(b.defaults, [2]string{name, value})
		}
	})
}

// setCertificate says from when until when a certificate is valid: that of a
// broker or of all, of their authority, or of the client that looks.
func setCertificate(words []string) (action, error) {
	var l lifetime
	for _, word := range words[1:] {
		name, value, ok := cutOption(word, "since", "for")
		if !ok {
			return nil, fmt.Errorf("%q is neither since= nor for=", word)
		}
		d, err := duration(value)
		if err != nil {
			return nil, err
		}
		if name == "since" {
			l.from = -d
		} else {
			l.until = d
		}
	}
	if l.until == 0 {
		return nil, errors.New("for=TIME is wanted")
	}
	valid := func(w *world) *lifetime { return &lifetime{w.at + l.from, w.at + l.until} }
	switch words[0] {
	case "authority":
		return func(w *world) error { w.authority = valid(w); return nil }, nil
	case "own":
		return func(w *world) error { w.own = valid(w); return nil }, nil
	}
	return onBroker(words[0], func(w *world, b *broker) { b.ends = valid(w) })
}

// onBroker changes one broker, or all.
func onBroker(word string, change func(*world, *broker)) (action, error) {
	if word == "all" {
		return func(w *world) error {
			for _, b := range w.brokers {
				change(w, b)
			}
			return nil
		}, nil
	}
	n, err := id(word)
	if err != nil {
		return nil, err
	}
	return func(w *world) error {
		b, err := w.broker(n)
		if err == nil {
			change(w, b)
		}
		return err
	}, nil
}

// equip tells what a broker that answers runs.
func (w *world) equip(s *model.Sighting, b *broker) {
	s.Features = []model.Feature{{Name: model.MetadataVersion, Finalised: w.finalised, Supported: b.level}}
	if s.ConfigKnown {
		s.Defaults, s.DefaultsFor = configOf(b.defaults, "dynamic default of the cluster"), (w.at - b.told).Milliseconds()
	}
	if b.ends == nil {
		return
	}
	s.Certificates = []model.Certificate{w.certificate("kafka-"+b.name(), b.ends, "b"+b.name())}
	if w.authority != nil {
		ca := w.certificate(authorityName, w.authority)
		ca.Anchor = true
		s.Certificates = append(s.Certificates, ca)
	}
}

const authorityName = "plant CA"

func (w *world) certificate(name string, valid *lifetime, hosts ...string) model.Certificate {
	at := func(d time.Duration) int64 { return Start().Add(d).UnixMilli() }
	return model.Certificate{Subject: "CN=" + name, Issuer: "CN=" + authorityName, Serial: "1f", Names: hosts, From: at(valid.from), Until: at(valid.until)}
}
