using Akka.Configuration;

namespace P2PChain.Node.Hosting;

/// <summary>The embedded akka.conf: this program's settings for Akka, which a node's file may override.</summary>
internal static class AkkaDefaults
{
    /// <summary>Reads it from the assembly.</summary>
    public static Config Read()
    {
        using var stream = typeof(AkkaDefaults).Assembly.GetManifestResourceStream("akka.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
