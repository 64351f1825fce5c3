using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>The files in hocon/, as a newcomer finds them.</summary>
public sealed class HoconFilesTests
{
    private static string Folder => Repository.In("hocon");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.conf").Select(static path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_loads_and_is_short(string file)
    {
        Load(file);
        Assert.InRange(File.ReadAllLines(Path.Combine(Folder, file)).Length, 5, 15);
    }

    [Theory]
    [InlineData("node-a.conf", "6000")]
    [InlineData("node-b.conf", "6001")]
    [InlineData("node-c.conf", "6002")]
    public void The_three_nodes_differ_in_port_and_data_directory_only(string file, string port)
    {
        var loaded = Load(file);
        Assert.Equal($"127.0.0.1:{port}", loaded.Config.GetString("p2pchain.listen"));
        Assert.Equal($"./data/{port}", loaded.Config.GetString("p2pchain.data"));
        Assert.Equal(["p2pchain.data", "p2pchain.listen"], loaded.Settings
            .Where(setting => setting.Origin.Source.EndsWith(file, StringComparison.Ordinal))
            .Select(static setting => setting.Key.Text));
    }

    [Fact]
    public void The_demo_network_is_the_one_all_demo_nodes_agree_on()
    {
        var network = Load("node-a.conf").Config.GetConfig("p2pchain.network");
        Assert.Equal("", network.GetString("name"));
        Assert.Equal(1766620800000, network.GetLong("genesis-time-ms"));
        Assert.Equal(256, network.GetLong("initial-difficulty"));
        Assert.Equal(1048576, network.GetLong("max-block-bytes"));
        Assert.Empty(network.GetStringList("members"));
        Assert.Empty(network.GetStringList("miners"));
        Assert.Empty(network.GetStringList("stewards"));
        Assert.Equal("anyone", network.GetString("release-policy"));
        Assert.Equal("fixed", network.GetString("retarget"));
    }

    private static EffectiveConfiguration Load(string file)
    {
        var (configuration, errors, _) = HoconLoader.Load(
            new LoadRequest { Reference = Sources.Reference, FirstArgument = file, WorkingDirectory = Folder });
        Assert.Empty(errors);
        return configuration;
    }
}
