using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>Where a node finds peers by itself, if nothing else is set.</summary>
public sealed class DiscoveryDefaultTests(ITestOutputHelper output) : KeyStage(output)
{
    [Theory]
    [InlineData("", "0.0.0.0:6000", false)]
    [InlineData("office", "0.0.0.0:6000", true)]
    [InlineData("office", "[::]:6000", true)]
    [InlineData("office", "10.0.0.5:6000", true)]
    [InlineData("office", "127.0.0.1:6000", false)]
    [InlineData("office", "[::1]:6000", false)]
    [InlineData("office", "localhost:6000", false)]
    public void A_node_of_a_named_network_that_others_can_reach_finds_peers(string name, string listen, bool isOn)
    {
        var discovery = Settings($"network.name = \"{name}\"", $"listen = \"{listen}\"").Discovery;
        Assert.Equal((isOn, isOn), (discovery.IsOn, discovery.IsLanOn));
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    [InlineData("false", false)]
    public void A_person_decides_otherwise(string value, bool isOn)
    {
        Assert.Equal(isOn, Settings($"discovery.addresses = {value}").Discovery.IsOn);
        Assert.Equal(isOn, Settings($"discovery.addresses = {value}", "network.name = office").Discovery.IsOn);
        Assert.Equal(isOn, Settings($"discovery.lan = {value}", "listen = \"0.0.0.0:6000\"").Discovery.IsLanOn);
        Assert.Equal(isOn, Settings(
            $"discovery.lan = {value}", "listen = \"0.0.0.0:6000\"", "network.name = office").Discovery.IsLanOn);
    }
}
