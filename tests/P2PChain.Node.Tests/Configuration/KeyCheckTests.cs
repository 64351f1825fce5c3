namespace P2PChain.Node.Tests.Configuration;

public sealed class KeyCheckTests
{
    [Theory]
    [InlineData("p2pchain.listn = x", "There is no key p2pchain.listn: did you mean p2pchain.listen?")]
    [InlineData(
        "p2pchain.transport.ping_timeout = x",
        "There is no key p2pchain.transport.ping_timeout: did you mean p2pchain.transport.ping-timeout?")]
    [InlineData(
        "p2pchain.transport.pign-timeout = x",
        "There is no key p2pchain.transport.pign-timeout: did you mean p2pchain.transport.ping-timeout?")]
    [InlineData(
        "p2pchain.ping-timeout = x",
        "There is no key p2pchain.ping-timeout: did you mean p2pchain.transport.ping-timeout?")]
    [InlineData("p2pchain.minning.mode = x", "There is no key p2pchain.minning: did you mean p2pchain.mining?")]
    [InlineData("p2pchain { minning { } }", "There is no key p2pchain.minning: did you mean p2pchain.mining?")]
    [InlineData(
        "p2pchain.pign-timeout = x",
        "There is no key p2pchain.pign-timeout: did you mean p2pchain.transport.ping-timeout?")]
    [InlineData(
        "p2pchain.x = x", "There is no key p2pchain.x: remove it, or see p2pchain config show for the keys there are.")]
    [InlineData(
        "p2pchain.colour = x",
        "There is no key p2pchain.colour: remove it, or see p2pchain config show for the keys there are.")]
    [InlineData("p2pchian { }", "Only p2pchain and akka stand at the top, not p2pchian: did you mean p2pchain?")]
    [InlineData("database = x", "Only p2pchain and akka stand at the top, not database: remove it, or see p2pchain config show for the keys there are.")]
    [InlineData("listen = x", "Only p2pchain and akka stand at the top, not listen: did you mean p2pchain.listen?")]
    [InlineData("p2pchain = x", "p2pchain is a section: set a key inside it, such as p2pchain.listen.")]
    [InlineData("akka = x", "akka is a section: set a key inside it, such as p2pchain.listen.")]
    [InlineData(
        "p2pchain.mining = x", "p2pchain.mining is a section: set a key inside it, such as p2pchain.mining.mode.")]
    [InlineData(
        "p2pchain.listen { }", "p2pchain.listen is a value, not a section: write p2pchain.listen = and the value.")]
    [InlineData("p2pchain.listen.port = 1", "p2pchain.listen is a value, not a section, so p2pchain.listen.port cannot be set: set p2pchain.listen itself.")]
    [InlineData("p2pchain.peers = x", "p2pchain.peers is a list: put its values in [ ].")]
    [InlineData("p2pchain.listen = [x]", "p2pchain.listen is one value, not a list: remove the [ ].")]
    public void A_key_that_does_not_exist_or_fit_is_refused_with_file_and_line(string line, string message) =>
        Assert.Equal($"node.conf:2: {message}", Sources.File("# node", line).Error());

    [Fact]
    public void Keys_of_akka_are_passed_through() =>
        Assert.Equal("2s", Sources.File("akka.coordinated-shutdown.phases.x.timeout = 2s").Loaded()
            .Config.GetString("akka.coordinated-shutdown.phases.x.timeout"));

    [Fact]
    public void An_unknown_section_is_named_once_and_a_repeated_key_each_time() =>
        Assert.Equal([1, 5, 6], Sources.File(
            "p2pchain.minning {",
            "  mode = x",
            "  threads = y",
            "}",
            "p2pchain.listn = x",
            "p2pchain { listn = y }").Errors().Select(static error => error.Line ?? 0));

    [Fact]
    public void A_misspelt_variable_is_answered_with_the_name_of_a_variable() =>
        Assert.Equal(
            "environment variable P2PCHAIN__TRANSPORT__PING_TIMEOT: There is no key p2pchain.transport.ping-timeot: "
                + "did you mean P2PCHAIN__TRANSPORT__PING_TIMEOUT?",
            new Sources { Environment = { ["P2PCHAIN__TRANSPORT__PING_TIMEOT"] = "1s" } }.Error());

    [Fact]
    public void A_misspelt_option_is_answered_with_a_key() =>
        Assert.Equal("--set: There is no key p2pchain.dta: did you mean p2pchain.data?",
            new Sources { Set = ["p2pchain.dta=x"] }.Error());

    [Theory]
    [InlineData("p2pchain {", "mining {", "listn = x", "log { level = info }", "}")]
    [InlineData("p2pchain {", "mining { mode = x }", "listn = x", "log { level = info ", "}")]
    [InlineData("p2pchain {", "akka.loglevel = DEBUG", "listn = x", "akka { whatever = 1", "}")]
    public void An_open_brace_does_not_hide_an_unknown_key(params string[] lines) =>
        Assert.Equal(
            [
                "node.conf:1: The { opened on this line is never closed: add the missing }, here or to a { further down.",
                "node.conf:3: There is no key p2pchain.listn: did you mean p2pchain.listen?",
            ],
            Sources.File(lines).Errors().Select(static error =>
                error.ToString().Replace("p2pchain.mining.listn", "p2pchain.listn", StringComparison.Ordinal)));

    [Fact]
    public void One_brace_too_many_does_not_hide_an_unknown_key() =>
        Assert.Equal(
            [
                "node.conf:4: Only p2pchain and akka stand at the top, not listn: did you mean p2pchain.listen?",
                "node.conf:5: This } closes nothing: remove it, or add the missing { above.",
            ],
            Sources.File("p2pchain {", "mining { mode = x } }", "log { level = info }", "listn = x", "}").Errors()
                .Select(static error => error.ToString()));

    [Theory]
    [InlineData("p2pchain { mining { mode = x", "log { level = y } }", "p2pchain.log.level")]
    [InlineData("p2pchain { network {", "mining.mode = y }", "p2pchain.mining.mode")]
    [InlineData("p2pchain { mining { mode = x } } }", "transport.ping-timeout = y", "p2pchain.transport.ping-timeout")]
    [InlineData("akka { loglevel = DEBUG", "p2pchain { listen = y }", "p2pchain.listen")]
    [InlineData("p2pchain { listen = x", "akka { log-dead-letters = y }", "akka.log-dead-letters")]
    public void Where_a_brace_is_missing_a_key_counts_for_the_section_that_has_it(string first, string second, string key) =>
        Assert.Equal("y", Sources.File(first, second).Load().Configuration.Config.GetString(key));

    [Fact]
    public void A_key_that_one_file_sets_twice_is_refused() =>
        Assert.Equal("node.conf:3: p2pchain.listen was set on line 1 already: remove one of the two.",
            Sources.File("p2pchain.listen = x", "p2pchain.log.level = x", "p2pchain { listen = y }").Error());

    [Fact]
    public void A_variable_may_override_a_key_of_the_same_file()
    {
        var sources = Sources.File("p2pchain.listen = x", "p2pchain.listen = ${?LISTEN}", "akka.a = 1", "akka.a = 2");
        Assert.Equal("x", sources.Loaded().Config.GetString("p2pchain.listen"));
        sources.Environment["LISTEN"] = "y";
        Assert.Equal("y", sources.Loaded().Config.GetString("p2pchain.listen"));
    }
}
