package main

import "testing"

func TestCollapse(t *testing.T) {
	got, err := collapse([]string{"3.9.2", "4.0.2", "4.1.2"}, []string{
		"broker\tzookeeper.connect\tstring\t=\ntopic\tsegment.bytes\tint\t=1\nproducer\tlinger.ms\tlong\t=0\n",
		"producer\tlinger.ms\tlong\t=5\ntopic\tsegment.bytes\tint\t=1\n",
		"group\tnew.key\tint\t\nproducer\tlinger.ms\tlong\t=5\ntopic\tsegment.bytes\tint\t=2\n",
	})
	const want = "3.9.2 4.0.2 4.1.2\n" +
		"topic\tsegment.bytes\t3\tint\t=1\n" +
		"topic\tsegment.bytes\t4\tint\t=2\n" +
		"broker\tzookeeper.connect\t1\tstring\t=\n" +
		"producer\tlinger.ms\t1\tlong\t=0\n" +
		"producer\tlinger.ms\t6\tlong\t=5\n" +
		"group\tnew.key\t4\tint\t\n"
	if err != nil || string(got) != want {
		t.Errorf("%v; got\n%swant\n%s", err, got, want)
	}
}

// TestCollapseKeepsAReturnTogether: a default that changes and comes back is
// one row with a hole in its mask.
func TestCollapseKeepsAReturnTogether(t *testing.T) {
	got, err := collapse([]string{"1.0.0", "1.1.0", "1.2.0"}, []string{"topic\tk\ta\n", "topic\tk\tb\n", "topic\tk\ta\n"})
	const want = "1.0.0 1.1.0 1.2.0\ntopic\tk\t5\ta\ntopic\tk\t2\tb\n"
	if err != nil || string(got) != want {
		t.Errorf("%v; got\n%swant\n%s", err, got, want)
	}
}

func TestCollapseRefuses(t *testing.T) {
	for name, output := range map[string]string{
		"a layer it does not know": "streams\tk\tint\n",
		"a line of something else": "SLF4J: no binding\n",
	} {
		if _, err := collapse([]string{"4.3.1"}, []string{output}); err == nil {
			t.Errorf("collapse takes %s", name)
		}
	}
	if _, err := collapse(make([]string, 33), nil); err == nil {
		t.Error("33 releases fit a mask of 32 bits")
	}
}

func TestFold(t *testing.T) {
	got := string(fold([]string{"1.0.0", "1.1.0", "1.2.0"}, []string{
		"topic\tk\t\"1\"\taccepted\ntopic\tk\t\"2\"\trefused\n",
		"topic\tk\t\"1\"\taccepted\ntopic\tk\t\"2\"\taccepted\n",
		"topic\tk\t\"1\"\taccepted\ntopic\tk\t\"2\"\trefused\n",
	}))
	const want = "1.0.0\ttopic\tk\t\"1\"\taccepted\n" +
		"1.0.0\ttopic\tk\t\"2\"\trefused\n" +
		"1.1.0\ttopic\tk\t\"2\"\taccepted\n" +
		"1.2.0\ttopic\tk\t\"2\"\trefused\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
