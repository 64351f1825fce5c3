using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>A section that is empty in reference.conf is a map: its keys are free.</summary>
public sealed class MapSectionTests
{
    private static Sources File(params string[] lines) => Sources.File(lines) with
    {
        Defaults = "p2pchain { listen = \"0.0.0.0:6000\", data = \"./data\", titles { }, log { level = info } }",
    };

    private static IEnumerable<string> Titles(EffectiveConfiguration loaded) => loaded.Config
        .GetConfig("p2pchain.titles").AsEnumerable()
        .Select(static entry => $"{entry.Key}={entry.Value.GetString()}").Order(StringComparer.Ordinal);

    [Fact]
    public void Its_keys_are_free_and_may_stand_in_quotes()
    {
        var loaded = File(
            "p2pchain.titles { 02ab = \"Anna, Berlin\", \"10.0.0.5\" : Lyon }", "p2pchain.titles.x = 7").Loaded();
        Assert.Equal(["02ab=Anna, Berlin", "10.0.0.5=Lyon", "x=7"], Titles(loaded));
        Assert.Equal("Lyon", loaded.Config.GetString("p2pchain.titles.\"10.0.0.5\""));
        Assert.Equal("node.conf:1", loaded.OriginOf("p2pchain.titles.\"10.0.0.5\"")?.ToString());
    }

    [Fact]
    public void Without_entries_it_is_empty() => Assert.True(
        File("p2pchain.titles { }").Loaded().Config.GetConfig("p2pchain.titles") is null or { IsEmpty: true });

    [Fact]
    public void Its_entries_from_all_sources_are_joined_and_the_stronger_wins()
    {
        var sources = File("include \"more\"", "p2pchain.titles { a = file, b = file, c = file }");
        sources.Files["more"] = "p2pchain.titles { a = more, d = more }";
        sources.Environment["P2PCHAIN__TITLES__02AB"] = "[variable, really]";
        sources.Environment["P2PCHAIN__TITLES__B"] = "variable";
        sources = sources with { Set = ["p2pchain.titles.c=set", "p2pchain.titles.\"e.f\"=set"] };
        Assert.Equal(
            ["02ab=[variable, really]", "a=file", "b=variable", "c=set", "d=more", "e.f=set"], Titles(sources.Loaded(
                )));
    }

    [Theory]
    [InlineData("p2pchain.titles = x", "p2pchain.titles is a section: set a key of your own inside it.")]
    [InlineData("p2pchain.titles.a = [x]", "p2pchain.titles.a is one value: write p2pchain.titles.a = and the value.")]
    [InlineData("p2pchain.titles.a { }", "p2pchain.titles.a is one value: write p2pchain.titles.a = and the value.")]
    [InlineData(
        "p2pchain.titles.a.b = x",
        "p2pchain.titles.a.b has a name too many: under p2pchain.titles stands one name, in quotes if it has a dot.")]
    [InlineData("p2pchain.titls.a = x", "There is no key p2pchain.titls: did you mean p2pchain.titles?")]
    public void An_entry_that_is_not_one_value_is_refused_with_file_and_line(string line, string message) =>
        Assert.Equal($"node.conf:2: {message}", File("# node", line).Error());

    [Fact]
    public void A_key_set_twice_in_one_file_is_refused() => Assert.Equal(
        "node.conf:2: p2pchain.titles.a was set on line 1 already: remove one of the two.",
        File("p2pchain.titles { a = x", "\"a\" = y }").Error());

    [Fact]
    public void Its_keys_stay_where_they_are_in_a_file_with_an_open_brace()
    {
        var loaded = File("p2pchain {", "titles { a = x }", "log { level = y }").Load();
        Assert.Single(loaded.Errors);
        Assert.Equal(["a=x"], Titles(loaded.Configuration));
    }
}
