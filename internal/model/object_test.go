package model

import (
	"fmt"
	"strings"
	"testing"
)

func at(line int) Origin { return AtFile("k.yaml", line, 1) }

func labelled(pairs ...string) (c Config) {
	for i := 0; i+1 < len(pairs); i += 2 {
		c.Set(pairs[i], KnownValue(pairs[i+1], at(i+1)), at(i+1))
	}
	return c
}

func TestAnObjectIsItsNamespaceKindAndName(t *testing.T) {
	o := &Object{Namespace: "plant", Kind: "StatefulSet", Name: "kafka", Home: Home{Scope: "s"}}
	if got := o.Subject().Qualified(); got != "s:kube/plant/StatefulSet/kafka" {
		t.Error(got)
	}
	if o.Judged() || !(&Object{Budget: &Budget{}}).Judged() || !(&Object{Template: &PodSet{}}).Judged() || !(&Object{Sets: []*PodSet{{}}}).Judged() {
		t.Error("what has pods, a template or a budget is judged, and nothing else")
	}
}

func TestPoolsInherit(t *testing.T) {
	terms := &Terms{List: []Term{{Hard: true}}}
	template := &PodSet{
		AntiAffinity: terms, Spread: terms, Grace: KnownValue("60", at(1)), Rack: KnownValue("zone", at(2)), JVM: labelled("-Xmx", "4g"),
		Labels:     labelled("team", "a", "name", "of the cluster"),
		Containers: []Container{{Resources: Resources{MemoryLimit: KnownValue("8Gi", at(3))}, Env: labelled("A", "1")}},
	}
	kafka := &Object{Kind: "Kafka", Template: template}
	bare := &PodSet{Labels: labelled("name", "of the pool"), Containers: []Container{{Name: "kafka"}}}
	own := &PodSet{AntiAffinity: &Terms{}, Grace: KnownValue("5", at(9)), JVM: labelled("-Xmx", "1g"),
		Containers: []Container{{Resources: Resources{MemoryRequest: KnownValue("1Gi", at(9))}}}}
	pool := &Object{Kind: "KafkaNodePool", Sets: []*PodSet{bare, own}}
	sets, lack := (&Scope{Objects: []*Object{pool, kafka}}).PodsOf(pool)
	if lack != "" || len(sets) != 2 {
		t.Fatalf("%d sets, lack %q", len(sets), lack)
	}
	p := sets[0]
	if p.AntiAffinity != terms || p.Spread != terms || p.Grace.Raw() != "60" || p.Rack.Raw() != "zone" || p.JVM.Get("-Xmx").Raw() != "4g" ||
		p.Main().Resources.MemoryLimit.Raw() != "8Gi" || p.Main().Env.Get("A").Raw() != "1" || p.Labels.Get("team").Raw() != "a" || p.Labels.Get("name").Raw() != "of the pool" {
		t.Errorf("the bare pool has %+v", p)
	}
	if p = sets[1]; len(p.AntiAffinity.List) != 0 || p.Grace.Raw() != "5" || p.JVM.Get("-Xmx").Raw() != "1g" || p.Main().Resources.MemoryLimit.IsSet() {
		t.Errorf("the pool's own wins: %+v", p)
	}
	if bare.AntiAffinity != nil || bare.Containers[0].Env.Len() != 0 {
		t.Error("the pool itself has changed")
	}
}

func TestAPoolWithoutItsClusterLacksIt(t *testing.T) {
	pool := &Object{Kind: "KafkaNodePool", Sets: []*PodSet{{}}}
	other := &Object{Kind: "StatefulSet", Sets: []*PodSet{{}}}
	kafka := &Object{Kind: "Kafka", Template: &PodSet{}}
	for want, s := range map[string]*Scope{
		"not among the files": {Objects: []*Object{pool, other}},
		"several Kafka":       {Objects: []*Object{pool, kafka, {Kind: "Kafka", Template: &PodSet{}}}},
	} {
		if sets, lack := s.PodsOf(pool); len(sets) != 1 || !strings.Contains(lack, want) {
			t.Errorf("lack %q, want %q", lack, want)
		}
		if _, lack := s.PodsOf(other); lack != "" {
			t.Errorf("a StatefulSet lacks %q", lack)
		}
	}
}

func TestBrokersAreCountedOverObjects(t *testing.T) {
	set := func(n string, roles Roles) *PodSet { return &PodSet{Count: KnownValue(n, at(1)), Roles: roles} }
	both := RoleBroker | RoleController
	for name, c := range map[string]struct {
		objects []*Object
		brokers string
	}{
		"two sets":        {[]*Object{{Kind: "StatefulSet", Sets: []*PodSet{set("3", RoleBroker)}}, {Kind: "StatefulSet", Sets: []*PodSet{set("2", both)}}}, "5 true true"},
		"a pod":           {[]*Object{{Kind: "Pod", Sets: []*PodSet{set("1", RoleBroker)}}}, "1 false true"},
		"a patch":         {[]*Object{{Kind: "KafkaNodePool", Patch: true, Sets: []*PodSet{set("3", RoleBroker)}}}, "3 false true"},
		"no number":       {[]*Object{{Kind: "StatefulSet", Sets: []*PodSet{set("three", RoleBroker)}}}, "0 false true"},
		"one with others": {[]*Object{{Kind: "StrimziPodSet", Sets: []*PodSet{{Owned: true, Count: KnownValue("3", at(1)), Roles: RoleController}}}}, "0 true false"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Scope{Objects: c.objects}
			b, known := s.BrokerPods()
			if got := fmt.Sprint(b.N, b.Exact, known); got != c.brokers {
				t.Errorf("brokers %s, want %s", got, c.brokers)
			}
		})
	}
}

// mounted is a pod with volumes a, b and c, and mounts as PATH VOLUME.
func mounted(mounts ...string) *PodSet {
	p := &PodSet{Containers: []Container{{}}, Volumes: []Volume{{Name: "a", Kind: VolumeClaim}, {Name: "b", Kind: VolumeEmptyDir}, {Name: "a", Kind: VolumeHostPath}}}
	for _, m := range mounts {
		path, volume, _ := strings.Cut(m, " ")
		p.Containers[0].Mounts = append(p.Containers[0].Mounts, Mount{Volume: volume, Path: KnownValue(path, at(1))})
	}
	return p
}

func TestTheLongestMountHoldsAPath(t *testing.T) {
	for _, c := range []struct {
		mounts []string
		path   string
		want   VolumeKind
	}{
		{[]string{"/data b"}, "/data", VolumeEmptyDir},
		{[]string{"/data/ b"}, "/data/kafka/", VolumeEmptyDir},
		{[]string{"/data a", "/data/kafka b"}, "/data/kafka/x", VolumeEmptyDir},
		{[]string{"/data/kafka b", "/data a"}, "/data/kafka", VolumeEmptyDir},
		{[]string{"/dat b"}, "/data", VolumeContainers},
		{[]string{"/ b"}, "/data", VolumeEmptyDir},
		{[]string{"/data a"}, "/data", VolumeHostPath}, // of two volumes of one name the last
		{[]string{"/data z"}, "/data", VolumeOther},
		{nil, "/data", VolumeContainers},
	} {
		if got := mounted(c.mounts...).Holding(c.path).Kind; got != c.want {
			t.Errorf("%v: %s lies on %d, want %d", c.mounts, c.path, got, c.want)
		}
	}
	if got := (&PodSet{Kafka: -1}).Holding("/data"); got.Kind != VolumeOther {
		t.Errorf("without a container it lies on %d", got.Kind)
	}
}

func TestAConfigMapNamesTheDirectories(t *testing.T) {
	p := mounted("/data b")
	p.Volumes = append(p.Volumes, Volume{Name: "c", Kind: VolumeConfig, Source: "settings"})
	p.LogDirs = []DataDir{{Path: KnownValue("/default", DefaultOf("the image"))}}
	o := &Object{Kind: "StatefulSet", Namespace: "n", Sets: []*PodSet{p}}
	config := func(namespace string, pairs ...string) *Object {
		return &Object{Kind: "ConfigMap", Namespace: namespace, Name: "settings", Brokers: []*Broker{{Name: "settings/server.properties", Config: labelled(pairs...)}}}
	}
	told := func(s *Scope) string {
		dirs, why := s.DataDirs(o, p)
		var out []string
		for _, d := range dirs {
			out = append(out, d.Path.Raw())
		}
		return strings.Join(append(out, why), " ")
	}
	for want, other := range map[string]*Object{
		"/data/a /data/b /meta ": config("n", "log.dirs", "/data/a, /data/b", "metadata.log.dir", "/meta"),
		"/data/one ":             config("n", "log.dir", "/data/one"),
		"/first ":                config("n", "log.dir", "/second", "log.dirs", "/first"),
		"/behind ":               config("n", "log.dirs", " , ", "log.dir", "/behind"),
		"/default ":              config("elsewhere", "log.dirs", "/data/a"),
	} {
		if got := told(&Scope{Objects: []*Object{o, other}}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	unknown := config("n")
	unknown.Brokers[0].Config.Set("log.dirs", UnknownValue("${X}", "filled in later", at(1)), at(1))
	if got := told(&Scope{Objects: []*Object{o, unknown}}); got != "log.dirs: filled in later" {
		t.Error(got)
	}
	p.Settings = labelled("log.dirs", "/own")
	p.LogDirs = []DataDir{{Path: KnownValue("/own", at(1))}}
	if got := told(&Scope{Objects: []*Object{o, config("n", "log.dirs", "/data/a")}}); got != "/own " {
		t.Errorf("the container's own setting counts first: %q", got)
	}
}
