package org.chama.rest;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.chama.api.Refusal;

/** {@code /}: where things are. Every other path nobody has taken gets a plain 404 that does not repeat it. */
final class HomeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] PAGE =
            """
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>茶马 Chama</title></head>
            <body>
            <main>
            <h1>茶马</h1>
            <p>政务数据共享平台与开放平台的数据通道。</p>
            <ul>
            <li><a href="/api/v1/openapi.json">接口说明 (OpenAPI)</a></li>
            <li><a href="/api/v1/datasets">信息资源</a></li>
            <li><a href="/api/v1/arrivals">到件</a></li>
            <li><a href="/api/v1/batches">批次</a></li>
            <li><a href="/api/v1/quarantine">隔离区</a></li>
            <li><a href="/api/v1/releases">开放进度</a></li>
            <li><a href="/api/v1/connectors">连接器</a></li>
            <li><a href="/health/ready">就绪状态</a></li>
            </ul>
            <section lang="en">
            <h2>Chama</h2>
            <p>The road of government data to the sharing platform and the open platform.</p>
            <ul>
            <li><a href="/api/v1/openapi.json">Interface description (OpenAPI)</a></li>
            <li><a href="/api/v1/datasets">Datasets</a></li>
            <li><a href="/api/v1/arrivals">Arrivals</a></li>
            <li><a href="/api/v1/batches">Batches</a></li>
            <li><a href="/api/v1/quarantine">Quarantine</a></li>
            <li><a href="/api/v1/releases">Releases</a></li>
            <li><a href="/api/v1/connectors">Connectors</a></li>
            <li><a href="/health/ready">Readiness</a></li>
            </ul>
            </section>
            </main>
            </body>
            </html>
            """
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Guard.passes(request, response)) {
            return;
        }
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!reads || !request.getRequestURI().equals("/")) {
            Guard.answer(
                    response,
                    Problem.of(
                            404,
                            Refusal.of("unknown-path", "没有此路径", "there is nothing at this path"),
                            Language.of(request.getHeader("Accept-Language"))));
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.setContentLength(PAGE.length);
        response.getOutputStream().write(PAGE);
    }
}
