using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Model;

public sealed class GenesisTests
{
    private static readonly PublicKey Key = PublicKey.Parse(
        "0370277249f9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68fe0");

    [Fact] // rule N1: golden, may never change
    public void The_demo_network_has_its_golden_text_and_hash()
    {
        var text = Encoding.ASCII.GetString(NetworkParameters.Demo.CanonicalBytes());
        Assert.Equal(
            """{"genesis-time-ms": 1766620800000, "initial-difficulty": 256, "max-block-bytes": 1048576, "members": [], "miners": [], "name": "", "release-policy": "anyone", "retarget": "fixed", "stewards": []}""",
            text);
        var genesis = NetworkParameters.Demo.Genesis();
        Assert.Equal(
            "2b64161361bea725dd6b27e56ed900a7a801e8457668d83e2657ddf7804bbe11", genesis.Header.MerkleRoot.ToString());
        Assert.Equal(
            """{"custody_root": "0000000000000000000000000000000000000000000000000000000000000000", "difficulty": 256, "index": 0, "merkle_root": "2b64161361bea725dd6b27e56ed900a7a801e8457668d83e2657ddf7804bbe11", "miner": "", "nonce": 0, "prev_hash": "0000000000000000000000000000000000000000000000000000000000000000", "time_ms": 1766620800000, "tx_count": 0, "version": 1}""",
            Encoding.ASCII.GetString(genesis.Header.CanonicalBytes()));
        Assert.Equal("d2e81ace29740d57387a116de0791028323ccf42b47802955463b334d6ce51f1", genesis.Hash.ToString());
    }

    [Fact] // rule N1
    public void A_moving_network_with_lists_names_them_in_the_order_of_the_keys()
    {
        var parameters = new NetworkParameters
        {
            Name = "north",
            Members = [Key],
            Stewards = [Key],
            ReleasePolicy = ReleasePolicy.HolderOrSteward,
            Retarget = new Retarget(1_600_000, 100_000),
        };
        Assert.Empty(parameters.Problems());
        Assert.Equal(
            $$"""{"genesis-time-ms": 1766620800000, "half-life-ms": 1600000, "initial-difficulty": 256, "max-block-bytes": 1048576, "members": ["{{Key}}"], "miners": [], "name": "north", "release-policy": "holder-or-steward", "retarget": "moving", "stewards": ["{{Key}}"], "target-spacing-ms": 100000}""",
            Encoding.ASCII.GetString(parameters.CanonicalBytes()));
    }

    public static TheoryData<NetworkParameters> Impossible => new()
    {
        new NetworkParameters { Name = "with space" },
        new NetworkParameters { Name = new string('n', 65) },
        new NetworkParameters { GenesisTimeMs = -1 },
        new NetworkParameters { GenesisTimeMs = 8_796_093_022_209 },
        new NetworkParameters { InitialDifficulty = 255 },
        new NetworkParameters { InitialDifficulty = 9_007_199_254_740_992 },
        new NetworkParameters { MaxBlockBytes = 65_535 },
        new NetworkParameters { MaxBlockBytes = 1_048_577 },
        new NetworkParameters { Members = [Key, Key] },
        new NetworkParameters { Members = [PublicKey.Parse("02" + Key.Hex[2..])], Stewards = [Key] },
        new NetworkParameters { Miners = [PublicKey.Parse("02" + new string('0', 63) + "1")] },
        new NetworkParameters { Retarget = new Retarget(16_000, 999) },
        new NetworkParameters { Retarget = new Retarget(15_999, 1_000) },
        new NetworkParameters { Retarget = new Retarget(64_001, 1_000) },
    };

    [Theory] // rule N2
    [MemberData(nameof(Impossible))]
    public void Impossible_parameters_are_named(NetworkParameters parameters) => Assert.Single(parameters.Problems());

    [Fact]
    public void The_text_around_the_nonce_is_the_hashed_text()
    {
        var header = NetworkParameters.Demo.Genesis().Header with { Nonce = 1234567 };
        var (before, after) = header.AroundNonce();
        Assert.EndsWith("\"nonce\": ", Encoding.ASCII.GetString(before), StringComparison.Ordinal);
        Assert.Equal(Hash256.Of([.. before, .. "1234567"u8, .. after]), header.ComputeHash());
    }
}
