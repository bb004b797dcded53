package model

import "strings"

// Holding is the volume behind a path of Kafka's container: that of the mount
// with the longest path above it, or the container's own layer.
func (p *PodSet) Holding(path string) Volume {
	c := p.Main()
	if c == nil {
		return Volume{}
	}
	path = withoutSlash(path)
	best, length := -1, -1
	for i, m := range c.Mounts {
		at := withoutSlash(m.Path.Raw())
		if (path == at || at == "/" || strings.HasPrefix(path, at+"/")) && len(at) >= length {
			best, length = i, len(at)
		}
	}
	if best < 0 {
		return Volume{Kind: VolumeContainers, At: c.At}
	}
	return p.volumeOf(c.Mounts[best])
}

// volumeOf is the volume of a mount. A claim that a StatefulSet makes stands
// behind the pod's own volumes, and wins over one of its name.
func (p *PodSet) volumeOf(m Mount) Volume {
	for i := len(p.Volumes) - 1; i >= 0; i-- {
		if p.Volumes[i].Name == m.Volume {
			return p.Volumes[i]
		}
	}
	return Volume{Name: m.Volume, At: m.Path.Origin()}
}

func withoutSlash(path string) string {
	if path = strings.TrimRight(path, "/"); path == "" {
		return "/"
	}
	return path
}

// DataDirs are the directories of Kafka's logs with their volumes. Where the
// pods read a configuration from a ConfigMap of the scope, it counts before
// what the image does by itself. why says why nothing is known; "" if it is.
func (s *Scope) DataDirs(o *Object, p *PodSet) (dirs []DataDir, why string) {
	if said, _ := p.Settings.LogDirs(); p.Planned || len(said) > 0 {
		return p.LogDirs, p.LogDirsWhy
	}
	for _, v := range p.Volumes {
		if v.Kind != VolumeConfig || v.Source == "" {
			continue
		}
		if dirs, unknown := s.configuredDirs(o, p, v.Source); len(dirs) > 0 || unknown != "" {
			return dirs, unknown
		}
	}
	return p.LogDirs, p.LogDirsWhy
}

func (s *Scope) configuredDirs(o *Object, p *PodSet, name string) (dirs []DataDir, why string) {
	for _, other := range s.Objects {
		if other.Kind != "ConfigMap" || other.Name != name || other.Namespace != o.Namespace {
			continue
		}
		for _, b := range other.Brokers {
			named, unknown := b.Config.LogDirs()
			if unknown != "" {
				return nil, unknown
			}
			dirs = append(dirs, p.Lying(named)...)
		}
	}
	return dirs, ""
}

// Lying are directories of Kafka's container with the volumes that hold them.
func (p *PodSet) Lying(dirs []Value) []DataDir {
	var out []DataDir
	for _, dir := range dirs {
		out = append(out, DataDir{Path: dir, Volume: p.Holding(dir.Raw())})
	}
	return out
}

// LogDirs are the directories that a broker's settings name: log.dirs, or else
// log.dir, and metadata.log.dir. None: nobody declared any. why says which of the
// settings is not known; "" if none is, and no directory is told otherwise.
func (c Config) LogDirs() (dirs []Value, why string) {
	for _, names := range [][]string{{"log.dirs", "log.dir"}, {"metadata.log.dir"}} {
		for _, name := range names {
			v := c.Own(name)
			if v.IsSet() && !v.Usable() {
				return nil, name + ": " + v.Why()
			}
			if some := v.Split(); len(some) > 0 {
				dirs = append(dirs, some...)
				break
			}
		}
	}
	return dirs, ""
}
