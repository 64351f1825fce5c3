using System.Collections.Immutable;
using Akka.Configuration;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>
/// What a value must be, beyond what its key says: type, range, and how it fits together with others.
/// </summary>
public sealed class SettingProblemTests
{
    private const string Key = "02" + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

    [Theory]
    [InlineData("listen = nowhere")]
    [InlineData("listen = \"127.0.0.1:65536\"")]
    [InlineData("listen = \"berlin.example:6000\"")]
    [InlineData("listen = \"::1:6000\"")]
    [InlineData("listen = \"239.1.1.1:6000\"")]
    [InlineData("listen = \"255.255.255.255:6000\"")]
    [InlineData("listen = \"[ff02::1]:6000\"")]
    [InlineData("listen = \"[127.0.0.1]:6000\"")]
    [InlineData("peers = [\"10.0.0.1:6000\", \"10.0.0.2:0\"]")]
    [InlineData("peers = [\"10.0.0.1\u200b:6000\"]")]
    [InlineData("data = \"\"")]
    [InlineData("data = \"a\\u0000b\"")]
    [InlineData("headless = maybe")]
    [InlineData("network.name = \"a b\"")]
    [InlineData("network.genesis-time-ms = -1")]
    [InlineData("network.initial-difficulty = 255")]
    [InlineData("network.max-block-bytes = 65535")]
    [InlineData("network.members = [\"02\"]")]
    [InlineData("network.miners = [\"021111111111111111111111111111111111111111111111111111111111111111\"]")]
    [InlineData("network.release-policy = nobody")]
    [InlineData("network.retarget = often")]
    [InlineData("network.target-spacing-ms = 60001")]
    [InlineData("network.half-life-ms = 1920001")]
    [InlineData("mining.mode = sometimes")]
    [InlineData("limits.peers-inbound = -1")]
    [InlineData("limits.peers-inbound = many")]
    [InlineData("limits.peers-outbound = -1")]
    [InlineData("limits.peers-outbound = 1001")]
    [InlineData("discovery.addresses = maybe")]
    [InlineData("discovery.seeds = [seed]")]
    [InlineData("discovery.seeds = [\"seed.example:80\"]")]
    [InlineData("limits.peers-per-address = 0")]
    [InlineData("limits.outbox-bytes = 65535")]
    [InlineData("limits.answer-bytes-per-second = 65535")]
    [InlineData("transport.ping-interval = 15")]
    [InlineData("transport.ping-interval = 0s")]
    [InlineData("transport.ping-interval = NaN")]
    [InlineData("transport.ping-interval = \"NaN s\"")]
    [InlineData("transport.ping-interval = \"15 parsecs\"")]
    [InlineData("transport.handshake-timeout = 61m")]
    [InlineData("transport.dial-timeout = infinite")]
    [InlineData("transport.dial-timeout = -1s")]
    [InlineData("log.level = loud")]
    [InlineData("log.directory = \"a\\nb\"")]
    [InlineData("log.directory = \"~/logs\"")]
    [InlineData("data = \"~/ledger\"")]
    [InlineData("data = \"~\"")]
    public void A_value_that_cannot_be_is_refused_by_its_key(string setting) =>
        Assert.Equal("p2pchain." + setting.Split(' ')[0], Assert.Single(Problems(setting)).Key);

    [Theory]
    [InlineData("transport.ping-interval = 45s", "transport.ping-timeout", "transport.ping-interval")]
    [InlineData("transport.ping-timeout = 15s", "transport.ping-timeout", "transport.ping-interval")]
    [InlineData(
        "network { retarget = moving, half-life-ms = 959999 }", "network.half-life-ms", "network.target-spacing-ms")]
    [InlineData(
        "network { retarget = moving, target-spacing-ms = 1000 }", "network.half-life-ms", "network.target-spacing-ms")]
    [InlineData("network.half-life-ms = 960000", "network.half-life-ms", "network.retarget")]
    public void Values_that_do_not_fit_together_are_refused_with_both_keys(string setting, string key, string partner) =>
        Assert.Equal<string>(["p2pchain." + key, "p2pchain." + partner], Assert.Single(Problems(setting)).Keys);

    [Fact]
    public void Stewards_who_are_no_members_are_refused_with_both_keys() =>
        Assert.Equal<string>(
            ["p2pchain.network.stewards", "p2pchain.network.members"],
            Assert.Single(Problems($"network {{ members = [\"{Key}\"], stewards = [\"03{Key[2..]}\"] }}")).Keys);

    [Theory]
    [InlineData("network.initial-difficulty = 1e3")]
    [InlineData("transport.ping-timeout = -1s")]
    [InlineData("transport.ping-interval = 61m")]
    [InlineData("network { retarget = movng, half-life-ms = 960000 }")]
    [InlineData("network { retarget = moving, half-life-ms = x }")]
    [InlineData("network { retarget = moving, target-spacing-ms = x }")]
    public void What_follows_from_a_value_that_cannot_be_read_is_not_told_beside_it(string setting) => Assert.Single(
        Problems(setting));

    private static ImmutableArray<SettingProblem> Problems(string setting)
    {
        NodeSettingsReader.Read(ConfigurationFactory.ParseString($"p2pchain {{ {setting} }}"), out var problems);
        return problems;
    }
}
