using System.Collections.Immutable;
using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>
/// Networks of every kind: release policies, fixed and moving difficulty, open and closed, named and not.
/// </summary>
internal static class RandomNetwork
{
    /// <summary>
    /// Alice, Bob and Carol are members where any are listed, Dave never is; Alice and Bob mine; Carol is the steward.
    /// </summary>
    public static Gen<NetworkParameters> Gen { get; } =
        CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 2], CsCheck.Gen.Bool, CsCheck.Gen.Bool, CsCheck.Gen.Bool, CsCheck.Gen.Bool)
            .Select((policy, moving, members, miners, named) => new NetworkParameters
            {
                ReleasePolicy = (ReleasePolicy)policy,
                Retarget = moving ? new Retarget(16_000, 1_000) : null,
                InitialDifficulty = moving ? 300 : 256,
                MaxBlockBytes = 65_536,
                Members = members ? Keys(TestKeys.Alice, TestKeys.Bob, TestKeys.Carol) : [],
                Miners = miners ? Keys(TestKeys.Alice, TestKeys.Bob) : [],
                Stewards = Keys(TestKeys.Carol),
                Name = named ? "north" : "",
            });

    private static ImmutableArray<PublicKey> Keys(params DeterministicSigner[] signers) =>
        [.. signers.Select(signer => signer.PublicKey).Order()];
}
