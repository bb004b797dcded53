package export

import "github.com/breakwaterhq/breakwater/internal/rule"

// sources are the variables of a container in the order in which the JVM meets
// their options; ” stands for the command.
var sources = []string{"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "KAFKA_HEAP_OPTS", "", "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_JMX_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_OPTS", "_JAVA_OPTIONS"}

// unknownOption stands among options for a source of which nobody knows what
// it will say.
const unknownOption = "-Xmx?"

// options are the texts of all sources, in their order.
func options() string {
	out := "(main.size() == 0 ? [] : "
	for i, name := range sources {
		if i > 0 {
			out += "\n  + "
		}
		if name == "" {
			out += "words.filter(w, !w.matches('" + rule.Placeholder + "') || w.contains('-Xmx') || w.contains('HEAP_OPTS')).map(w, w.matches('" + rule.Placeholder + "') ? '" + unknownOption + "' : w)"
			continue
		}
		out += "env.filter(e, e.name == '" + name + "').map(e, has(e.valueFrom) ? '" + unknownOption + "' : !has(e.value) ? '' : e.value.matches('" + rule.Placeholder + "') ? '" + unknownOption + "' : e.value)"
	}
	return out + ")"
}

// apart parts a text at what a shell parts words at, too.
func apart(text string) string {
	for _, c := range []string{`\t`, `\n`, `"`, `\'`, `;`, `&`, `|`} {
		text += ".replace('" + c + "', ' ')"
	}
	return text + ".split(' ')"
}

// memory is the limit of Kafka's container and the heap of its JVM. A heap
// that is not known has no value.
var memory = []value{
	{"limits", `(main.size() > 0 && has(main[0].resources) && has(main[0].resources.limits) && 'memory' in main[0].resources.limits ? [dyn(main[0].resources.limits['memory'])] : [])
  + (main.size() > 0 && spec.size() > 0 && has(dyn(spec[0]).resources) && has(dyn(spec[0]).resources.limits) && 'memory' in dyn(spec[0]).resources.limits ? [dyn(spec[0]).resources.limits['memory']] : [])`},
	{"requested", "main.size() > 0 && has(main[0].resources) && has(main[0].resources.requests) && 'memory' in main[0].resources.requests"},
	{"_sizes", "limits.all(l, isQuantity(string(l))) ? limits.map(l, quantity(string(l)).asApproximateFloat()) : []"},
	{"limit", "_sizes.filter(l, _sizes.all(other, l <= other))"},
	{"_words", apart(options()+".join(' ')") + ".map(w, w.matches('=-X') ? '-X' + w.substring(w.indexOf('=-X') + 3) : w)"},
	{"_max", `_words.filter(w, w.startsWith('-Xmx') || w.startsWith('-XX:MaxHeapSize=')).map(w, w.startsWith('-Xmx') ? w.substring(4) : w.substring(16))`},
	{"_share", `_words.filter(w, w.matches('^-XX:MaxRAMPercentage=[0-9]+([.][0-9]+)?$')).map(w, double(w.substring(21)))`},
	{"_heapOpts", "env.filter(e, e.name == 'KAFKA_HEAP_OPTS')"},
	{"_brought", "_heapOpts.size() == 0 && main.size() > 0 && has(main[0].envFrom) && main[0].envFrom.size() > 0 && _max.size() == 0 && _share.size() == 0"},
	{"_unset", `_heapOpts.all(e, !has(e.value) || e.value == '') && command.size() == 0 && _max.size() == 0 && _share.size() == 0 && !_brought
  && product in ['bitnami', 'none', 'labelled'] && image.matches('(^|/)(kafka|cp-kafka|cp-server)` + tag + `') && image.matches('apache/|confluentinc/|bitnami')`},
	{"_last", "_max.size() > 0 ? [_max[_max.size() - 1]] : _unset ? ['1G'] : []"},
	{"heap", heapOf("_last")},
	{"share", "_last.size() == 0 && !_brought && _share.size() > 0 ? [_share[_share.size() - 1]] : []"},
}

// heapOf are the sizes of a list, as java takes them, in bytes.
func heapOf(sizes string) string {
	return sizes + `.filter(s, s.matches('^[0-9]{1,15}[kKmMgGtT]?$')).map(s,
  s.matches('[kK]$') ? double(s.substring(0, s.size() - 1)) * 1024.0 : s.matches('[mM]$') ? double(s.substring(0, s.size() - 1)) * 1048576.0 :
  s.matches('[gG]$') ? double(s.substring(0, s.size() - 1)) * 1073741824.0 : s.matches('[tT]$') ? double(s.substring(0, s.size() - 1)) * 1099511627776.0 : double(s))`
}

// running is when the kubelet ends the pod.
var running = []value{
	{"grace", "spec.size() > 0 && has(spec[0].terminationGracePeriodSeconds) ? [int(spec[0].terminationGracePeriodSeconds)] : []"},
	{"_live", "main.size() > 0 && has(main[0].livenessProbe) ? [main[0].livenessProbe] : []"},
	{"asked", `_live.exists(l, has(l.tcpSocket) || has(l.exec) && has(l.exec.command) && l.exec.command.size() > 0
  && ['kafka-broker-api-versions', 'kafka-topics', 'nc -z', '/dev/tcp'].exists(tool, l.exec.command[l.exec.command.size() - 1].contains(tool)))`},
	{"_start", "main.size() > 0 && has(main[0].startupProbe) ? [main[0].startupProbe] : []"},
	{"patience", `(_live + _start).map(l, (has(l.initialDelaySeconds) ? int(l.initialDelaySeconds) : 0)
  + (has(l.periodSeconds) ? int(l.periodSeconds) : 10) * (has(l.failureThreshold) ? int(l.failureThreshold) : 3))`},
}
