package kube

import (
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/properties"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// readConfigMap reads the brokers and clients that the files of a ConfigMap configure,
// as their own files would, so that the pods which mount it can be judged, too. A text
// that cannot be read is left alone: what mounts it may fill something in first.
func readConfigMap(o yamlx.Node, out *model.Object) bool {
	for e := range o.Get("data").Entries() {
		in := format.Input{Path: out.Name + "/" + e.Key, Text: []byte(e.Value.Text()), Place: e.Value.Within}
		p, found := properties.Format{}, model.NewBuilder(time.Time{})
		if !strings.HasSuffix(e.Key, ".properties") || !p.Claims(in) || p.Read(in, &model.Document{}, found) != nil {
			continue
		}
		now, _ := found.Snapshots()
		out.Brokers, out.Clients = append(out.Brokers, now.Brokers...), append(out.Clients, now.Clients...)
	}
	return len(out.Brokers)+len(out.Clients) > 0
}

// declareFiles adds the brokers and clients of a ConfigMap's files, which are of its
// cluster. It tells whether there is any.
func declareFiles(out *model.Object, b *model.Builder) bool {
	for _, n := range out.Brokers {
		n.Place = within(n.Place, out.Place)
		n.Shared = n.Shared || !n.Config.Get("node.id").IsSet() && !n.Config.Get("broker.id").IsSet() // each pod adds its own
		b.Broker(n)
	}
	for _, c := range out.Clients {
		c.Place = within(c.Place, out.Place)
		b.Client(c)
	}
	return len(out.Brokers)+len(out.Clients) > 0
}

// within is a place by its own names, and by those of the object that holds it.
func within(own, holder model.Place) model.Place {
	own.Names = append(own.Names, holder.Names...)
	if own.Hint == "" {
		own.Hint = holder.Hint
	}
	return own
}
