using System.Net;
using System.Text.RegularExpressions;
using P2PChain.Http.Page;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/page.md: the files of the page, as the server sends them. tests/page has it in a browser.</summary>
public sealed class PageTests(ITestOutputHelper output) : HttpStage(output)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.NonBacktracking;

    [Fact]
    public async Task Each_file_runs_only_scripts_of_this_server_in_no_frame_and_needs_no_token()
    {
        await StartAsync();
        foreach (var file in PageFile.All())
        {
            using var answer = await SendAsync(HttpMethod.Get, file.Path, token: null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(file.MediaType, answer.Content.Headers.ContentType!.ToString());
            Assert.Equal(file.Bytes, await answer.Content.ReadAsByteArrayAsync());
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.EndsWith(
                "frame-ancestors 'none'; base-uri 'none'; form-action 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain(
                answer.Headers,
                static header => header.Key == "Set-Cookie"
                    || header.Key.StartsWith("Access-Control", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_browser_gets_a_file_again_only_if_it_changed()
    {
        await StartAsync();
        var file = PageFile.All().First(static one => one.Name == PageFile.Start);
        using var client = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, file.Path));
        client.Headers.IfNoneMatch.ParseAdd(file.Tag);
        using var same = await Client.SendAsync(client);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.True(same.Headers.CacheControl!.NoCache);
        Assert.Equal(file.Tag, same.Headers.ETag!.Tag);
        Assert.NotEqual(file.Tag, new PageFile(file.Name, [.. file.Bytes, 1]).Tag);
    }

    [Fact]
    public void The_page_names_only_files_of_its_own_and_has_nothing_inline()
    {
        var files = PageFile.All().ToDictionary(static file => file.Path, static file => Text(file));
        Assert.True(files.Count > 15);
        foreach (var (path, text) in files)
        {
            var foreign = Regex.Matches(text, "(?:https?:)?//[a-z0-9.-]+\\.[a-z]+", Options)
                .Select(static match => match.Value).Where(static one => one != "http://www.w3.org").ToList();
            Assert.True(foreign.Count == 0, $"{path}: {string.Join(' ', foreign)}");
            Assert.DoesNotMatch(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\b|Function\\(", text);
            Assert.DoesNotMatch("<[^>]* (?:style|on[a-z]+)=|<style|<script>", text);
            Assert.Subset(files.Keys.ToHashSet(), Named(text, "(?:src|href)=\"(/page/[^\"]+)\"", ""));
            Assert.Subset(files.Keys.ToHashSet(), Named(text, "from '\\./([^']+)'", "/page/"));
        }
    }

    private static HashSet<string> Named(string text, string pattern, string directory) =>
        [.. Regex.Matches(text, pattern, Options).Select(match => directory + match.Groups[1].Value)];

    private static string Text(PageFile file) => System.Text.Encoding.UTF8.GetString(file.Bytes);
}
