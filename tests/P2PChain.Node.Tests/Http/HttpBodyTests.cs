using System.Net;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>Any text may come as the body of a change.</summary>
public sealed class HttpBodyTests(ITestOutputHelper output) : HttpStage(output)
{
    private static readonly string[] Bodies =
    [
        "", " ", "{", "{}", "[]", "null", "\"\"", "1", "true", "{\"a\":1,\"a\":2}", "{}{}",
        """{"items":[null],"item":null,"address":null,"target":null,"words":[null],"code":null,"note":null}""",
        """{"items":["\ud800"],"item":"\ud800","address":"\ud800:1","target":"\ud800","words":["\ud800"]}""",
        """{"items":"a","item":[],"address":{},"target":1,"words":"status","code":1,"note":[]}""",
        """{"items":["a"],"note":"\u0000","target":"192.0.2.1","duration":"9999999999999999d","reason":"\u0007"}""",
        """{"items":[],"item":"","address":":","target":"","words":[],"code":""}""",
        """{"words":["items","--at","99999999999999999999"]}""",
        """{"words":["ban","192.0.2.1","999999999999d"]}""",
        """{"words":["items","--at","9999-12-31T23:59Z"]}""",
        """{"words":["",""]}""", """{"words":["request","a","--note"]}""", """{"words":["@/etc/passwd"]}""",
        """{"words":["[suggest]","x"]}""", """{"words":["--help"]}""", """{"words":["exit"]}""",
        $$"""{"words":["request","{{new string('x', 60_000)}}"]}""",
        new string('[', 1_000),
    ];

    [Theory]
    [InlineData("requests")]
    [InlineData("releases")]
    [InlineData("peers")]
    [InlineData("disconnects")]
    [InlineData("bans")]
    [InlineData("unbans")]
    [InlineData("console")]
    [InlineData("sessions")]
    [InlineData("codes")]
    public async Task No_body_is_reported_as_an_error_of_the_node(string route)
    {
        await StartAsync();
        foreach (var body in Bodies)
        {
            using var answer = await SendAsync(HttpMethod.Post, "/api/" + route, Token, body);
            Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{answer.StatusCode} after {body}");
        }
    }
}
