package main

import "github.com/breakwaterhq/breakwater/internal/config"

// watchSection is the schema of breakwater.yaml's watch.
func watchSection() object {
	requests := anyOf(object{"type": "integer", "minimum": 0, "maximum": config.MaxRequests}, pattern(`^[0-9]{1,6}$`))
	return described(mapping(object{
		"listen":         described(pattern(`^([^:/@ \[\]]*|\[[^/@ \[\]]*\]):[0-9]{1,5}$`), "HOST:PORT of the page and the metrics. Default: 127.0.0.1:8085."),
		"data":           described(filled(), "The folder of what outlives the watch, relative to the folder of this file. Default: nothing does."),
		"every":          periodOf("Between two looks, 1s to 5min. Default: 5s."),
		"probe":          periodOf("Between two questions whether a broker lives, 500ms to 1min. Default: 2s."),
		"settings_every": periodOf("Between two looks at settings and log directories, 10s to 1h. Default: 60s."),
		"budget": described(mapping(object{
			"requests_per_second": described(requests, "To each cluster. Default: 0, which is no limit."),
		}), "What the watch may cost a cluster."),
		"metrics": described(mapping(object{
			"partitions": described(enum(config.PartitionSeries()...), "Which partitions have series of their own. Default: abnormal."),
			"compat":     described(list(enum(config.CompatExporters()...)), "Other exporters whose names are exported, too."),
		}), "What is exported beside what always is."),
		"dead_letters": described(ref("topicPatterns"), "Patterns of topics that hold dead letters, beside the built-in ones."),
	}), "How breakwater watch looks at the clusters.")
}

// webSection is the schema of breakwater.yaml's web.
func webSection() object {
	properties := secret("token", "What every reader of the page, the JSON and the metrics must bring")
	properties["hosts"] = described(list(pattern(`^[^/@ *?#\t\n]+$`)), "Names by which the page is reached, beside those of the loopback and of external_url.")
	properties["tls"] = described(mapping(object{
		"cert_file": described(filled(), "A PEM file with the server's certificate and those between it and its root."),
		"key_file":  described(filled(), "The PEM file of its private key."),
	}, "cert_file", "key_file"), "Serve HTTPS. Default: HTTP.")
	properties["insecure"] = described(enum[any](true, false, "true", "false"), "Whether an address beyond the loopback may do without a token or without TLS. Default: false.")
	properties["external_url"] = described(pattern(`^https?://[^ \t\n/@?#]+(/[^ \t\n?#]*)?$`), "Where people reach the page, for links on alerts.")
	section := mapping(properties)
	section["not"] = object{"required": []string{"token", "token_file"}}
	return described(section, "How the page of breakwater watch is reached, and who may read it.")
}

func periodOf(sentence string) object { return described(pattern(`^[0-9]+(ms|s|m|min|h)$`), sentence) }
