package org.chama.rest;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Lets a method see only the query parameters it declares, each once: a misspelled filter must not look like none. */
public final class KnownParameters implements DynamicFeature {

    private static final int LONGEST_NAME = 32;

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Set<String> names = new TreeSet<>();
        for (Annotation[] annotations : resource.getResourceMethod().getParameterAnnotations()) {
            Arrays.stream(annotations)
                    .filter(QueryParam.class::isInstance)
                    .forEach(annotation -> names.add(((QueryParam) annotation).value()));
        }
        context.register(new Only(names));
    }

    /** The filter of one method. */
    private record Only(Set<String> names) implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) {
            for (Map.Entry<String, List<String>> given :
                    request.getUriInfo().getQueryParameters().entrySet()) {
                if (!names.contains(given.getKey())) {
                    throw unknown(given.getKey());
                }
                if (given.getValue().size() > 1) {
                    throw Refused.badRequest(
                            "repeated-parameter",
                            "查询参数 " + given.getKey() + " 出现多次",
                            "query parameter " + given.getKey() + " is given more than once");
                }
            }
        }

        /** Repeats the name only when it looks like one. */
        private Refused unknown(String given) {
            boolean plain = given.length() <= LONGEST_NAME
                    && given.chars()
                            .allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-');
            String name = plain ? " " + given : "";
            String known = names.isEmpty() ? "-" : String.join(", ", names);
            return Refused.badRequest(
                    "unknown-parameter",
                    "未知的查询参数" + name + ";可用: " + known,
                    "unknown query parameter" + name + "; known are: " + known);
        }
    }
}
