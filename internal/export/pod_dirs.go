package export

import "github.com/breakwaterhq/breakwater/internal/rule"

// first is the value of the first of some variables that the container itself
// sets, as a list of at most one: of an entry of env.
func first(names ...string) string {
	return list(names...) + `.map(n, env.filter(e, e.name == n && (has(e.valueFrom) || has(e.value) && e.value != ''))).filter(l, l.size() > 0)`
}

// slash is a path without the slashes behind it.
func slash(path string) string { return path + ".replace('/', ' ').trim().replace(' ', '/')" }

// dataDirs finds the directories of Kafka's logs, and what lies below each.
// _dirs are paths without slashes around them.
func dataDirs(kind string) []value {
	claims := "['']"
	if kind == "StatefulSet" {
		claims = "has(o.spec.volumeClaimTemplates) ? o.spec.volumeClaimTemplates.map(c, has(c.metadata) && has(c.metadata.name) ? c.metadata.name : '') : ['']"
	}
	return []value{
		{"_home", `product == 'strimzi' ? '/var/lib/kafka' : product == 'confluent' ? '/mnt/data' : product == 'bitnami' ? '/bitnami/kafka/data' :
  product == 'stackable' ? '/stackable/data' : product != 'none' ? '' : image.matches('` + apache + `') ? '/tmp/kraft-combined-logs' :
  image.matches('` + confluent + `') ? '/var/lib/kafka/data' : image.matches('` + bitnami + `') ? '/bitnami/kafka/data' : ''`},
		{"_logs", first("KAFKA_LOG_DIRS", "KAFKA_CFG_LOG_DIRS", "KAFKA_LOG_DIR", "KAFKA_CFG_LOG_DIR")},
		{"_meta", first("KAFKA_METADATA_LOG_DIR", "KAFKA_CFG_METADATA_LOG_DIR")},
		{"_set", "(_logs.size() > 0 ? [_logs[0][0]] : []) + (_meta.size() > 0 ? [_meta[0][0]] : [])"},
		{"_said", `words.join(' ').replace('\n', ' ').replace('\t', ' ').split(' ').filter(w, w.matches('^(log[.]dirs?|metadata[.]log[.]dir)=.')).map(w, w.substring(w.indexOf('=') + 1))`},
		{"_late", `_set.exists(e, has(e.valueFrom) || e.value.matches('` + rule.Placeholder + `')) || _said.exists(w, w.contains('$'))`},
		{"_data", "mounts.filter(m, !m.mountPath.contains('config')).filter(m, product == 'koperator' ? m.name.startsWith('kafka-data') : _home != '' ? " +
			`(m.mountPath + '/').startsWith(_home + '/') : m.mountPath.matches('` + dataPath + `')).map(m, m.mountPath)`},
		{"dirs", `_late ? [] : _set.size() + _said.size() > 0 ? (_set.map(e, e.value) + _said).join(',').split(',').map(d, d.trim()).filter(d, d != '') :
  product != 'koperator' && _home != '' && _data.size() == 0 && main.size() > 0 ? [_home] : _data`},
		{"_claims", claims},
		{"_volumes", "spec.size() > 0 && has(spec[0].volumes) ? spec[0].volumes : []"},
		{"_held", `dirs.map(d, mounts.filter(m, ` + slash("m.mountPath") + ` == '' || (` + slash("d") + ` + '/').startsWith(` + slash("m.mountPath") + ` + '/')).map(m, {'at': dyn(` + slash("m.mountPath") + `), 'volume': dyn(m.name)}))`},
		{"volumes", `_held.map(some, some.filter(m, !some.exists(n, n.at.size() > m.at.size())).map(m, m.volume))`},
		{"_kinds", `volumes.map(names, names.size() == 0 ? 'container' : names[0] in _claims ? 'claim' :
  _volumes.filter(v, has(v.name) && v.name == names[0]).map(v, has(v.emptyDir) ? 'emptyDir' : has(v.hostPath) ? 'hostPath' : has(v.ephemeral) ? 'ephemeral' : has(v.csi) ? 'csi' :
    v.size() == 1 ? 'emptyDir' : 'kept').join(','))`},
		{"_lost", `[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter(i, i < _kinds.size() && _kinds[i] in ['container', 'emptyDir', 'ephemeral', 'csi', 'hostPath'])`},
		{"lost", "_lost.map(i, [string(dirs[i]), string(_kinds[i]), volumes[i].join('')])"},
	}
}
