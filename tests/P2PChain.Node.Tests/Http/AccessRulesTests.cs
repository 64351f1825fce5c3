using System.Net;
using P2PChain.Http.Access;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, access: one test for each rule.</summary>
public sealed class AccessRulesTests
{
    private const string Token = "the-token";
    private const string Session = "a-session";

    private static readonly AccessRules Rules = new(
        ["ledger.example", "192.0.2.7"], 8000, static text => text switch
        {
            Token => SecretKind.Owner,
            Session => SecretKind.Session,
            _ => SecretKind.Unknown,
        });

    private static readonly RequestFacts Reads = new(
        Operation.Read, IPAddress.Loopback, "127.0.0.1:8000", null, null, null, null);

    private static readonly RequestFacts Changes = Reads with
    {
        Operation = Operation.Change,
        ContentType = "application/json; charset=utf-8",
        Authorization = "Bearer " + Token,
    };

    [Fact]
    public void A_program_of_this_machine_reads_without_a_token_and_changes_with_it()
    {
        Assert.Null(Rules.Judge(Reads));
        Assert.Null(Rules.Judge(Changes));
        Assert.Null(Rules.Judge(Changes with { ContentType = "Application/JSON" }));
    }

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("LOCALHOST:8000")]
    [InlineData("[::1]:8000")]
    [InlineData("192.0.2.7:8000")]
    [InlineData("ledger.example:8000")]
    public void The_node_answers_to_its_names(string host) => Assert.Null(Rules.Judge(Reads with { Host = host }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("evil.example:8000")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8001")]
    [InlineData("127.0.0.1:8000.evil.example")]
    [InlineData("evil.example@127.0.0.1:8000")]
    [InlineData("127.0.0.1:8000, evil.example")]
    public void A_name_that_is_not_the_node_s_reads_nothing_as_after_a_rebound_name(string? host)
    {
        Assert.Equal(AccessRefusal.UnknownHost, Rules.Judge(Reads with { Host = host }));
        Assert.Equal(AccessRefusal.UnknownHost, Rules.Judge(Changes with { Host = host }));
        Assert.Equal(AccessRefusal.UnknownHost, Rules.Judge(Reads with { Operation = Operation.Health, Host = host }));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("https://127.0.0.1:8000")]
    [InlineData("http://127.0.0.1:9000")]
    [InlineData("http://localhost:8000")]
    [InlineData("http://127.0.0.1:8000.evil.example")]
    public void A_script_of_another_site_is_refused_even_with_the_token(string origin)
    {
        Assert.Equal(AccessRefusal.ForeignOrigin, Rules.Judge(Reads with { Origin = origin }));
        Assert.Equal(AccessRefusal.ForeignOrigin, Rules.Judge(Changes with { Origin = origin }));
    }

    [Fact]
    public void A_script_of_this_node_s_page_is_answered() =>
        Assert.Null(Rules.Judge(Changes with { Origin = "http://127.0.0.1:8000", FetchSite = "same-origin" }));

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("")]
    [InlineData("anything")]
    public void A_browser_that_names_another_site_is_refused(string site)
    {
        Assert.Equal(AccessRefusal.ForeignOrigin, Rules.Judge(Reads with { FetchSite = site }));
        Assert.Equal(AccessRefusal.ForeignOrigin, Rules.Judge(Changes with { FetchSite = site }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("text/plain; application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonp")]
    public void A_form_or_a_plain_text_changes_nothing(string? type) =>
        Assert.Equal(AccessRefusal.NotJson, Rules.Judge(Changes with { ContentType = type }));

    [Fact]
    public void A_change_needs_the_token() =>
        Assert.Equal(AccessRefusal.NoToken, Rules.Judge(Changes with { Authorization = null }));

    [Theory]
    [InlineData("")]
    [InlineData(Token)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer the-toke")]
    [InlineData("Bearer the-token2")]
    [InlineData("Bearer The-Token")]
    [InlineData("Basic the-token")]
    public void A_wrong_token_is_refused_for_reading_too(string authorization)
    {
        Assert.Equal(AccessRefusal.WrongToken, Rules.Judge(Changes with { Authorization = authorization }));
        Assert.Equal(AccessRefusal.WrongToken, Rules.Judge(Reads with { Authorization = authorization }));
    }

    [Fact]
    public void A_session_reads_and_changes_and_lets_no_other_browser_in()
    {
        var inSession = Changes with { Authorization = "Bearer " + Session };
        Assert.Null(Rules.Judge(inSession));
        Assert.Null(Rules.Judge(Reads with { Authorization = "Bearer " + Session }));
        Assert.Equal(AccessRefusal.NotOwner, Rules.Judge(inSession with { Operation = Operation.Invite }));
        Assert.Null(Rules.Judge(Changes with { Operation = Operation.Invite }));
        Assert.Equal(
            AccessRefusal.NoToken, Rules.Judge(Changes with { Operation = Operation.Invite, Authorization = null }));
    }

    [Fact]
    public void A_sign_in_needs_no_token_and_comes_as_JSON_from_the_own_page()
    {
        var signIn = Changes with { Operation = Operation.SignIn, Authorization = null };
        Assert.Null(Rules.Judge(signIn));
        Assert.Equal(AccessRefusal.NotJson, Rules.Judge(signIn with { ContentType = "text/plain" }));
        Assert.Equal(
            AccessRefusal.NotJson, Rules.Judge(Changes with { Operation = Operation.Invite, ContentType = null }));
        Assert.Equal(AccessRefusal.ForeignOrigin, Rules.Judge(signIn with { Origin = "null" }));
    }

    [Fact]
    public void The_page_is_shown_by_its_own_name_only()
    {
        var page = Reads with { Operation = Operation.Page, Remote = IPAddress.Parse("192.0.2.9") };
        Assert.Null(Rules.Judge(page));
        Assert.Equal(AccessRefusal.UnknownHost, Rules.Judge(page with { Host = "evil.example:8000" }));
        Assert.Equal(AccessRefusal.ForeignOrigin, Rules.Judge(page with { FetchSite = "cross-site" }));
    }

    [Fact]
    public void Off_the_loopback_a_reader_needs_the_token_too()
    {
        var remote = Reads with { Remote = IPAddress.Parse("192.0.2.9"), Host = "192.0.2.7:8000" };
        Assert.Equal(AccessRefusal.NoToken, Rules.Judge(remote));
        Assert.Null(Rules.Judge(remote with { Authorization = "Bearer " + Token }));
        Assert.Null(Rules.Judge(remote with { Operation = Operation.Health }));
    }

    [Fact]
    public void A_loopback_address_written_as_IPv6_is_the_loopback() =>
        Assert.Null(Rules.Judge(Reads with { Remote = IPAddress.Parse("::ffff:127.0.0.1") }));
}
