using System.Security.Cryptography;
using P2PChain.Actors;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Disk;

public sealed class KeyFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string> NoKeys
    {
        get
        {
            using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var rsa = RSA.Create(2048);
            var encrypted = p256.ExportEncryptedPkcs8PrivateKeyPem(
                "x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));
            return
            [
                "", "not a key", p384.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), encrypted,
                p256.ExportSubjectPublicKeyInfoPem(), p256.ExportPkcs8PrivateKeyPem()[..60], new string('x', 100_000),
            ];
        }
    }

    private string Path => _scratch.In("node.pem");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void What_is_no_private_key_of_this_kind_is_refused_and_left_alone(string text)
    {
        DurableFile.Write(Path, text);
        var refused = Assert.Throws<NodeStartException>(() => KeyFile.Open(Path)).Failure;
        Assert.Equal(ExitCode.Configuration, refused.ExitCode);
        Assert.Contains("holds no P-256 private key", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path));
    }

    [Fact]
    public void A_key_in_the_older_form_is_a_key_too()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableFile.Write(Path, key.ExportECPrivateKeyPem());
        KeyFile.Open(Path).Dispose();
    }

    [Fact]
    public void A_link_is_followed_and_one_to_nothing_is_no_reason_for_a_new_key()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(Path, _scratch.In("elsewhere.pem"));
        var refused = Assert.Throws<NodeStartException>(() => KeyFile.Open(Path)).Failure;
        Assert.Equal(ExitCode.Configuration, refused.ExitCode);
        Assert.Contains("which is not there", refused.Sentence, StringComparison.Ordinal);
        KeyFile.Open(_scratch.In("elsewhere.pem")).Dispose();
        KeyFile.Open(Path).Dispose();
    }
}
