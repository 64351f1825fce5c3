using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>The page at /docs.</summary>
public sealed partial class HttpApiPageTests(ITestOutputHelper output) : HttpStage(output)
{
    [Fact]
    public async Task Its_scripts_carry_the_nonce_of_the_answer_and_each_answer_has_another()
    {
        await StartAsync();
        var nonces = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            using var answer = await SendAsync(HttpMethod.Get, "/docs/", token: null);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            var nonce = Nonce().Match(policy).Groups["nonce"].Value;
            var html = await answer.Content.ReadAsStringAsync();
            Assert.InRange(Script().Count(html), 1, 9);
            Assert.Equal(Script().Count(html), Regex.Count(html, $"<script [^>]*nonce=\"{Regex.Escape(nonce)}\""));
            Assert.DoesNotContain("://", html, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            nonces.Add(nonce);
        }
        Assert.Equal(3, nonces.Count);
    }

    [Theory]
    [InlineData("scalar.js")]
    [InlineData("scalar.aspnetcore.js")]
    public async Task The_node_serves_its_scripts(string name)
    {
        await StartAsync();
        using var answer = await SendAsync(HttpMethod.Get, "/docs/" + name, token: null);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Contains("javascript", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("<script ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();
}
