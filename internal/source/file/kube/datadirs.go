package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// dataDirs finds the directories of Kafka's logs and the volume that holds
// each: by the settings, else by where the product keeps them.
func dataDirs(p *model.PodSet) {
	p.LogDirs, p.LogDirsWhy = nil, ""
	c := p.Main()
	if c == nil {
		p.LogDirsWhy = "the document shows no container of Kafka's"
		return
	}
	dirs, why, said := configured(p, c)
	switch {
	case said:
		p.LogDirsWhy = why
	case p.Product == koperator:
		dirs = mountedAt(c, func(m model.Mount) bool { return strings.HasPrefix(m.Volume, "kafka-data") })
	case p.DataMount != "":
		if dirs = mountedAt(c, func(m model.Mount) bool { return below(strings.TrimRight(m.Path.Raw(), "/"), p.DataMount) }); len(dirs) == 0 {
			dirs = []model.Value{model.KnownValue(p.DataMount, model.DefaultOf("the image"))} // on whatever is mounted above it
		}
	default:
		dirs = mountedAt(c, isDataMount)
	}
	if len(dirs) == 0 && p.LogDirsWhy == "" {
		p.LogDirsWhy = "neither a setting nor a mount shows where Kafka keeps its logs"
	}
	p.LogDirs = p.Lying(dirs)
}

// configured are the directories that the container's settings and its command
// name. said tells whether any does; why is the reason where one is not known.
func configured(p *model.PodSet, c *model.Container) (dirs []model.Value, why string, said bool) {
	dirs, why = p.Settings.LogDirs()
	if why != "" {
		return nil, why, true
	}
	said = len(dirs) > 0
	for _, list := range [][]model.Value{c.Command, c.Args} {
		for _, arg := range list {
			for _, word := range strings.Fields(arg.Raw()) {
				name, value, _ := strings.Cut(word, "=")
				if value == "" || name != "log.dirs" && name != "log.dir" && name != "metadata.log.dir" {
					continue
				}
				if strings.Contains(value, "$") {
					return nil, "the command gives " + name + " by a variable", true
				}
				dirs, said = append(dirs, model.KnownValue(value, arg.Origin()).Split()...), true
			}
		}
	}
	return dirs, "", said
}

// mountedAt are the paths of the container's mounts that are for data, left
// out those of configuration.
func mountedAt(c *model.Container, isData func(model.Mount) bool) []model.Value {
	var out []model.Value
	for _, m := range c.Mounts {
		if isData(m) && !strings.Contains(m.Path.Raw(), "config") {
			out = append(out, m.Path)
		}
	}
	return out
}

func below(path, at string) bool { return path == at || strings.HasPrefix(path, at+"/") }
