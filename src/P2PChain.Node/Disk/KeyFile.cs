using System.Security.Cryptography;
using P2PChain.Actors;
using P2PChain.Core.Crypto;

namespace P2PChain.Node.Disk;

/// <summary>
/// <c>node.pem</c>: the node's private key. Its reader can act as this node, so only the owner may read it.
/// </summary>
internal static class KeyFile
{
    private const int BytesMax = 64 * 1024;

    /// <summary>The signer of the stored key; a missing key is made.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Actors.NodeStartException">Others may read it, or it holds no key.</exception>
    public static EcdsaSigner Open(string path)
    {
        // This also refuses a link to nothing: the key is not missing then, its disk is not mounted.
        CannotStart.UnlessFile(path);
        if (!File.Exists(path)) return Create(path);
        PrivateFile.RefuseOthers(path);
        var pem = CannotStart.OnDisk(path, "be read", () => PrivateFile.Read(path, BytesMax));
        try
        {
            var signer = EcdsaSigner.FromPem(pem);
            signer.ToPem(); // a public key reads well, and signs nothing
            return signer;
        }
        catch (CryptographicException error)
        {
            throw CannotStart.Because(
                ExitCode.Configuration,
                $"{path} holds no P-256 private key: restore it from a backup, "
                + "or move it away and the node makes a new key, which is a new identity.",
                error);
        }
    }

    private static EcdsaSigner Create(string path)
    {
        var signer = EcdsaSigner.Create();
        try
        {
            CannotStart.OnDisk(path, "be written", () => DurableFile.Write(path, signer.ToPem() + "\n"));
            return signer;
        }
        catch
        {
            signer.Dispose();
            throw;
        }
    }
}
